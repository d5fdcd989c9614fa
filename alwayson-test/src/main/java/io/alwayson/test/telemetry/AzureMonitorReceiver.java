package io.alwayson.test.telemetry;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

/**
 * An Azure Monitor ingestion endpoint for tests: takes what the Application Insights
 * exporters send to {@code /v2.1/track} and {@code /v2/track} (lines of JSON or a JSON
 * array, gzip or not), and tells live metrics that nobody watches, on a free port of
 * 127.0.0.1.
 *
 * <p>
 * The 10,000 most recent items are kept, the oldest leave first. An item can be seen once
 * its sender has its answer. What cannot be read is answered 400 and leaves nothing.
 * Bodies of more than 32 MiB, unpacked, are answered 413. Thread-safe.
 */
public final class AzureMonitorReceiver implements AutoCloseable {

	private static final JsonMapper JSON = JsonMapper.shared();

	/** No live metrics: the exporter goes on asking, rarely, and posts nothing. */
	private static final Answer NOT_SUBSCRIBED = Answer.json(
			"{\"ETag\":\"\",\"Metrics\":[],\"DocumentStreams\":[],\"QuotaInfo\":null}",
			Map.of("x-ms-qps-subscribed", "false"));

	private final Recent<Item> items = new Recent<>();

	private final ReceiverServer server;

	private AzureMonitorReceiver() {
		this.server = ReceiverServer.start("azure-monitor-receiver", this::receive);
	}

	/**
	 * Starts a receiver.
	 * @return a receiver without a fault
	 */
	public static AzureMonitorReceiver start() {
		return new AzureMonitorReceiver();
	}

	private Answer receive(String path, byte[] body) {
		return switch (path) {
			case "/v2.1/track", "/v2/track" -> track(body);
			case "/QuickPulseService.svc/ping", "/QuickPulseService.svc/post" -> NOT_SUBSCRIBED;
			default -> Answer.of(404);
		};
	}

	private Answer track(byte[] body) {
		List<Item> received = new ArrayList<>();
		try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(body)) {
			values.forEachRemaining((value) -> (value.isArray() ? value : List.of(value))
				.forEach((envelope) -> received.add(Item.of(envelope))));
		}
		this.items.addAll(received);
		return Answer.json("{\"itemsReceived\":%1$d,\"itemsAccepted\":%1$d,\"errors\":[]}".formatted(received.size()),
				Map.of());
	}

	/**
	 * What exporters are configured with.
	 * @return an Application Insights connection string with an instrumentation key of
	 * zeros
	 */
	public String connectionString() {
		URI uri = this.server.uri();
		return "InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=" + uri + "/;LiveEndpoint="
				+ uri + "/";
	}

	/**
	 * Where the receiver listens.
	 * @return the base address, without path
	 */
	public URI endpoint() {
		return this.server.uri();
	}

	/**
	 * What arrived.
	 * @return a snapshot in the order of arrival
	 */
	public List<Item> items() {
		return this.items.list();
	}

	/**
	 * What arrived of one type.
	 * @param type such as {@code RequestData}, see {@link Item#type()}
	 * @return a snapshot in the order of arrival
	 */
	public List<Item> items(String type) {
		return items().stream().filter((item) -> item.type().equals(type)).toList();
	}

	/**
	 * How many requests arrived, those of live metrics included, whatever became of them.
	 * @return the number since the start or the last {@link #clear()}
	 */
	public long requests() {
		return this.server.requests();
	}

	/**
	 * Forgets all items, and counts requests from 0.
	 */
	public void clear() {
		this.items.clear();
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

	/**
	 * One telemetry item.
	 *
	 * @param type {@code RequestData}, {@code RemoteDependencyData}, {@code MessageData},
	 * {@code ExceptionData}, {@code MetricData} or another base type
	 * @param time when it happened, as it was sent (ISO-8601)
	 * @param tags the envelope's tags, such as {@code ai.cloud.role} and
	 * {@code ai.operation.id}
	 * @param properties the custom dimensions
	 * @param data the base data as it was sent, with values as JSON has them (string,
	 * number, boolean, null, list, map), such as {@code name}, {@code responseCode},
	 * {@code metrics}
	 * @param sampleRate of how many percent of the rows this is one; 100 if it says
	 * nothing
	 */
	public record Item(String type, String time, double sampleRate, Map<String, String> tags,
			Map<String, String> properties, Map<String, Object> data) {

		static Item of(JsonNode envelope) {
			JsonNode data = envelope.path("data");
			JsonNode base = data.path("baseData");
			if (!data.path("baseType").isString() || !base.isObject()) {
				throw new IllegalArgumentException("No telemetry item");
			}
			Map<String, Object> values = new LinkedHashMap<>();
			base.properties().forEach((entry) -> values.put(entry.getKey(), plain(entry.getValue())));
			return new Item(data.path("baseType").asString(), envelope.path("time").asString(""),
					envelope.path("sampleRate").asDouble(100), strings(envelope.path("tags")),
					strings(base.path("properties")), Collections.unmodifiableMap(values));
		}

		private static Object plain(JsonNode value) {
			return JSON.convertValue(value, Object.class);
		}

		private static Map<String, String> strings(JsonNode object) {
			Map<String, String> strings = new LinkedHashMap<>();
			object.properties().forEach((entry) -> strings.put(entry.getKey(), entry.getValue().asString("")));
			return Collections.unmodifiableMap(strings);
		}

	}

}
