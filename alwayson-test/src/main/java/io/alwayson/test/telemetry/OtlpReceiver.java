package io.alwayson.test.telemetry;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;

/**
 * An OpenTelemetry back end for tests: takes OTLP over {@code http/protobuf} (gzip or
 * not) at {@code /v1/traces}, {@code /v1/metrics} and {@code /v1/logs}, on a free port of
 * 127.0.0.1.
 *
 * <p>
 * Of each signal the 10,000 most recent records are kept, the oldest leave first. A
 * record can be seen once its sender has its answer. Anything that cannot be read is
 * answered with a status of 400 and above and leaves nothing. Bodies of more than 32 MiB,
 * unpacked, are answered 413. Not supported: gRPC, JSON. Thread-safe.
 */
public final class OtlpReceiver implements AutoCloseable {

	private final Recent<ReceivedSpan> spans = new Recent<>();

	private final Recent<ReceivedMetric> metrics = new Recent<>();

	private final Recent<ReceivedLog> logs = new Recent<>();

	private final ReceiverServer server;

	private final Consumer<ReceivedSpan> listener;

	private OtlpReceiver(Consumer<ReceivedSpan> listener) {
		this.listener = listener;
		this.server = ReceiverServer.start("otlp-receiver", this::receive);
	}

	/**
	 * Starts a receiver.
	 * @return a receiver without a fault
	 */
	public static OtlpReceiver start() {
		return start((span) -> {
		});
	}

	/**
	 * Starts a receiver that tells of each span, for those who want more of them than are
	 * kept.
	 * @param spans called on the receiver's own thread
	 * @return a receiver without a fault
	 */
	public static OtlpReceiver start(Consumer<ReceivedSpan> spans) {
		return new OtlpReceiver(spans);
	}

	private Answer receive(String path, byte[] body) throws IOException {
		switch (path) {
			case "/v1/traces" -> {
				List<ReceivedSpan> spans = OtlpDecoder.spans(body);
				this.spans.addAll(spans);
				spans.forEach(this.listener);
			}
			case "/v1/metrics" -> this.metrics.addAll(OtlpDecoder.metrics(body));
			case "/v1/logs" -> this.logs.addAll(OtlpDecoder.logs(body));
			default -> {
				return Answer.of(404);
			}
		}
		return Answer.PROTOBUF;
	}

	/**
	 * Where exporters send to.
	 * @return the base address, without path: exporters that take one address per signal
	 * need {@code /v1/traces}, {@code /v1/metrics} or {@code /v1/logs} behind it
	 */
	public URI endpoint() {
		return this.server.uri();
	}

	/**
	 * The spans that arrived.
	 * @return a snapshot in the order of arrival
	 */
	public List<ReceivedSpan> spans() {
		return this.spans.list();
	}

	/**
	 * The data points of metrics that arrived.
	 * @return a snapshot in the order of arrival
	 */
	public List<ReceivedMetric> metrics() {
		return this.metrics.list();
	}

	/**
	 * The log records that arrived.
	 * @return a snapshot in the order of arrival
	 */
	public List<ReceivedLog> logs() {
		return this.logs.list();
	}

	/**
	 * How many requests arrived, whatever became of them.
	 * @return the number since the start or the last {@link #clear()}
	 */
	public long requests() {
		return this.server.requests();
	}

	/**
	 * Forgets all records, and counts requests from 0.
	 */
	public void clear() {
		this.spans.clear();
		this.metrics.clear();
		this.logs.clear();
		this.server.resetCounts();
	}

	/**
	 * Answers each request with a status, and keeps nothing of it.
	 * @param status 200 to 599, often 429 or 503
	 */
	public void respond(int status) {
		this.server.respond(status);
	}

	/**
	 * Reads requests and never answers; the next switch ends the ones that wait.
	 */
	public void hang() {
		this.server.hang();
	}

	/**
	 * Removes the fault.
	 */
	public void heal() {
		this.server.heal();
	}

	/**
	 * Ends the server and its threads. What arrived can still be read.
	 */
	@Override
	public void close() {
		this.server.close();
	}

}
