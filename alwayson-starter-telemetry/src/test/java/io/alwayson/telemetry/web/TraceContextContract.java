package io.alwayson.telemetry.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What W3C's conformance harness for trace context asks of a server: it is called with
 * some headers, calls the next server, and that one's headers are looked at.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TraceContextContract {

	private static final String TRACE = "12345678901234567890123456789012";

	private static final String PARENT = "1234567890123456";

	private static final String VALID = "traceparent: 00-" + TRACE + "-" + PARENT + "-01";

	private HttpServer next;

	private volatile List<String> parents = List.of();

	private volatile List<String> states = List.of();

	private ConfigurableApplicationContext context;

	abstract WebApplicationType type();

	/** Has {@code /open/next}, which calls the URL in {@code next}. */
	abstract Class<?> application();

	@BeforeAll
	void start() throws IOException {
		this.next = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.next.setExecutor(Executors.newSingleThreadExecutor());
		this.next.createContext("/", (exchange) -> {
			this.parents = exchange.getRequestHeaders().getOrDefault("traceparent", List.of());
			this.states = exchange.getRequestHeaders().getOrDefault("tracestate", List.of());
			exchange.sendResponseHeaders(204, -1);
			exchange.close();
		});
		this.next.start();
		this.context = new SpringApplicationBuilder(application(), CorrelationContract.App.class).web(type())
			.properties("server.port=0", "spring.main.banner-mode=off", "management.tracing.sampling.probability=1.0",
					"alwayson.flows.buy.criticality=high",
					"next=http://127.0.0.1:" + this.next.getAddress().getPort() + "/")
			.run();
	}

	@AfterAll
	void stop() {
		this.context.close();
		this.next.stop(0);
	}

	static Stream<Named<List<String>>> inherited() {
		String tail = "-" + TRACE + "-" + PARENT + "-01";
		return cases("traceparent without tracestate", VALID, "name in capitals", "TRACEPARENT: 00" + tail,
				"name in title case", "TraceParent: 00" + tail, "name in any case", "TrAcEpArEnT: 00" + tail,
				"later version", "traceparent: cc" + tail, "later version with more",
				"traceparent: cc" + tail + "-what-the-future-will-be-like", "blanks before",
				"traceparent: \t " + "00" + tail, "blanks behind", "traceparent: 00" + tail + " \t", "not sampled",
				"traceparent: 00-" + TRACE + "-" + PARENT + "-00");
	}

	@ParameterizedTest
	@MethodSource("inherited")
	void traceGoesOn(List<String> headers) throws IOException {
		call(headers);
		assertThat(traceId()).isEqualTo(TRACE);
		assertThat(this.parents.get(0).substring(36, 52)).isNotEqualTo(PARENT);
		assertThat(this.states).isEmpty();
	}

	static Stream<Named<List<String>>> refused() {
		String tail = "-" + TRACE + "-" + PARENT + "-01";
		return cases("nothing", "accept: */*", "dash in the name", "trace-parent: 00" + tail, "dot in the name",
				"trace.parent: 00" + tail, "empty", "traceparent: ", "version 00 with more",
				"traceparent: 00" + tail + "-what-the-future-will-be-like", "version 00 with a dot",
				"traceparent: 00" + tail + ".", "later version with a dot",
				"traceparent: cc" + tail + ".what-the-future-will-not-be-like", "version ff", "traceparent: ff" + tail,
				"illegal version", "traceparent: .0" + tail, "illegal version too", "traceparent: 0." + tail,
				"version of three digits", "traceparent: 000" + tail, "version of four digits",
				"traceparent: 0000" + tail, "version of one digit", "traceparent: 0" + tail, "trace of zeros",
				"traceparent: 00-" + "0".repeat(32) + "-" + PARENT + "-01", "illegal trace",
				"traceparent: 00-." + TRACE.substring(1) + "-" + PARENT + "-01", "illegal end of trace",
				"traceparent: 00-" + TRACE.substring(1) + ".-" + PARENT + "-01", "trace in capitals",
				"traceparent: 00-" + "ABCDEF" + TRACE.substring(6) + "-" + PARENT + "-01", "long trace",
				"traceparent: 00-" + TRACE + "3-" + PARENT + "-01", "short trace",
				"traceparent: 00-" + TRACE.substring(1) + "-" + PARENT + "-01", "parent of zeros",
				"traceparent: 00-" + TRACE + "-" + "0".repeat(16) + "-01", "illegal parent",
				"traceparent: 00-" + TRACE + "-." + PARENT.substring(1) + "-01", "illegal end of parent",
				"traceparent: 00-" + TRACE + "-" + PARENT.substring(1) + ".-01", "long parent",
				"traceparent: 00-" + TRACE + "-" + PARENT + "7-01", "short parent",
				"traceparent: 00-" + TRACE + "-" + PARENT.substring(1) + "-01", "illegal flags",
				"traceparent: 00-" + TRACE + "-" + PARENT + "-.0", "illegal end of flags",
				"traceparent: 00-" + TRACE + "-" + PARENT + "-0.", "long flags",
				"traceparent: 00-" + TRACE + "-" + PARENT + "-001", "short flags",
				"traceparent: 00-" + TRACE + "-" + PARENT + "-1", "oversized",
				"traceparent: cc" + tail + "x".repeat(4000));
	}

	@ParameterizedTest
	@MethodSource("refused")
	void newTraceBegins(List<String> headers) throws IOException {
		call(headers);
		assertThat(traceId()).isNotEqualTo(TRACE);
		call(headers, "tracestate: foo=1");
		assertThat(traceId()).isNotEqualTo(TRACE);
		assertThat(this.states).isEmpty();
	}

	@Test
	void ofTwoTraceparentsNoneIsBelieved() throws IOException {
		call(List.of(VALID, "traceparent: 00-" + "9".repeat(32) + "-" + PARENT + "-01"));
		assertThat(traceId()).isNotEqualTo(TRACE).isNotEqualTo("9".repeat(32));
		call(List.of(VALID, VALID), "tracestate: foo=1");
		assertThat(traceId()).isNotEqualTo(TRACE);
		assertThat(this.states).isEmpty();
	}

	static Stream<Named<List<String>>> passed() {
		String key = "abcdefghijklmnopqrstuvwxyz0123456789_-*/";
		String value = IntStream.rangeClosed(' ', '~')
			.filter((character) -> character != ',' && character != '=')
			.mapToObj(Character::toString)
			.collect(Collectors.joining());
		return cases("members", "tracestate: foo=1,bar=2|foo=1,bar=2", "name in capitals", "TRACESTATE: foo=1|foo=1",
				"name in any case", "TrAcEsTaTe: foo=1|foo=1", "empty header before",
				"tracestate: \ntracestate: foo=1|foo=1", "empty header behind", "tracestate: foo=1\ntracestate: |foo=1",
				"several headers",
				"tracestate: foo=1,bar=2\ntracestate: rojo=1,congo=2\ntracestate: baz=3|foo=1,bar=2,rojo=1,congo=2,baz=3",
				"equal keys of equal values", "tracestate: foo=1,foo=1|foo=1", "equal keys",
				"tracestate: foo=1,foo=2|foo=1", "equal keys in several headers",
				"tracestate: foo=1\ntracestate: foo=2|foo=1", "all characters of a key",
				"tracestate: " + key + "=" + "1|" + key + "=1", "all characters of a key of a tenant",
				"tracestate: " + key + "@a-z0-9_-*/=1|" + key + "@a-z0-9_-*/=1", "all characters of a value",
				"tracestate: foo=" + value + "|foo=" + value, "blanks",
				"tracestate: foo=1 \t , \t bar=2, \t baz=3|foo=1,bar=2,baz=3", "blanks around several headers",
				"tracestate: foo=1\t \ntracestate: \t bar=2 |foo=1,bar=2", "32 members",
				"tracestate: " + members(32) + "|" + members(32), "key of 256 characters",
				"tracestate: " + "z".repeat(256) + "=1|" + "z".repeat(256) + "=1", "key of a long tenant",
				"tracestate: " + "t".repeat(241) + "@" + "v".repeat(14) + "=1|" + "t".repeat(241) + "@" + "v".repeat(14)
						+ "=1");
	}

	@ParameterizedTest
	@MethodSource("passed")
	void tracestateIsPassedOn(List<String> headers) throws IOException {
		String[] parts = headers.get(0).split("\\|(?=[a-z0-9_*/@-]+=)", 2);
		call(List.of(VALID), parts[0].split("\n"));
		assertThat(traceId()).isEqualTo(TRACE);
		assertThat(this.states).containsExactly(parts[1]);
	}

	static Stream<Named<List<String>>> dropped() {
		return cases("nothing", "tracestate: ", "dash in the name", "trace-state: foo=1", "dot in the name",
				"trace.state: foo=1", "33 members", "tracestate: " + members(33), "33 members in two headers",
				"tracestate: " + members(32) + "\ntracestate: foo=1", "key of 257 characters",
				"tracestate: foo=1," + "z".repeat(257) + "=1", "key of a tenant that is too long",
				"tracestate: foo=1," + "t".repeat(242) + "@v=1", "key of a vendor that is too long",
				"tracestate: foo=1,t@" + "v".repeat(15) + "=1", "blank in a key", "tracestate: foo =1",
				"capitals in a key", "tracestate: FOO=1", "dot in a key", "tracestate: foo.bar=1", "no vendor",
				"tracestate: foo@=1,bar=2", "no tenant", "tracestate: @foo=1,bar=2", "two signs",
				"tracestate: foo@@bar=1,bar=2", "two vendors", "tracestate: foo@bar@baz=1,bar=2", "equals in a value",
				"tracestate: foo=bar=baz", "empty value", "tracestate: foo=,bar=3", "oversized",
				"tracestate: " + "a".repeat(4000));
	}

	@ParameterizedTest
	@MethodSource("dropped")
	void tracestateIsDroppedAndTheTraceGoesOn(List<String> headers) throws IOException {
		call(List.of(VALID), headers.get(0).split("\n"));
		assertThat(traceId()).isEqualTo(TRACE);
		assertThat(this.states).isEmpty();
	}

	@Test
	void othersFormatsAreNotBelieved() throws IOException {
		call(List.of("b3: " + TRACE + "-" + PARENT + "-1", "X-B3-TraceId: " + TRACE, "X-B3-SpanId: " + PARENT,
				"X-B3-Sampled: 1"));
		assertThat(traceId()).isNotEqualTo(TRACE);
	}

	@Test
	void whatIsRefusedIsCounted() throws IOException {
		double before = refusals();
		call(List.of(VALID));
		assertThat(refusals()).isEqualTo(before);
		call(List.of("traceparent: nonsense"));
		assertThat(refusals()).isEqualTo(before + 1);
	}

	private double refusals() {
		return this.context.getBean(MeterRegistry.class)
			.get("alwayson.trace.contexts.refused")
			.functionCounter()
			.count();
	}

	private void call(List<String> headers, String... more) throws IOException {
		this.parents = List.of();
		assertThat(RawHttp
			.send(this.context, "GET", "/open/next",
					Stream.concat(headers.stream(), Stream.of(more)).toArray(String[]::new))
			.status()).isEqualTo(200);
	}

	private String traceId() {
		assertThat(this.parents).singleElement().asString().matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]");
		return this.parents.get(0).substring(3, 35);
	}

	private static String members(int count) {
		return IntStream.range(0, count).mapToObj((number) -> "bar" + number + "=1").collect(Collectors.joining(","));
	}

	/** Names and headers in turn. */
	private static Stream<Named<List<String>>> cases(String... namesAndHeaders) {
		return IntStream.range(0, namesAndHeaders.length / 2)
			.mapToObj((index) -> Named.of(namesAndHeaders[2 * index], List.of(namesAndHeaders[2 * index + 1])));
	}

}
