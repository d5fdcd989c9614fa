package io.alwayson.test.telemetry;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.alwayson.test.telemetry.AzureMonitorReceiver.Item;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link AzureMonitorReceiver}.
 */
@Timeout(30)
class AzureMonitorReceiverTests {

	private static final String REQUEST = """
			{"ver":1,"name":"Request","time":"2026-01-02T03:04:05Z","sampleRate":25.0,\
			"iKey":"00000000-0000-0000-0000-000000000000","tags":{"ai.cloud.role":"catalog-westeurope",\
			"ai.operation.id":"0af7651916cd43dd8448eb211c80319c"},"data":{"baseType":"RequestData","baseData":\
			{"ver":2,"name":"GET /items","responseCode":"200","success":true,"properties":{"stamp":"weu-blue"}}}}""";

	private static final String METRIC = """
			{"name":"Metric","time":"2026-01-02T03:04:06Z","data":{"baseType":"MetricData","baseData":\
			{"ver":2,"metrics":[{"name":"state","value":2.5}]}}}""";

	private final AzureMonitorReceiver receiver = AzureMonitorReceiver.start();

	@AfterEach
	void close() {
		this.receiver.close();
	}

	@ParameterizedTest
	@CsvSource({ "/v2.1/track,true,false", "/v2.1/track,false,true", "/v2/track,true,true", "/v2/track,false,false" })
	void linesAndArraysAreDecoded(String path, boolean gzip, boolean array) throws Exception {
		String body = array ? "[" + REQUEST + "," + METRIC + "]" : REQUEST + "\n" + METRIC + "\n";
		HttpResponse<String> response = send(path, body, gzip);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("{\"itemsReceived\":2,\"itemsAccepted\":2,\"errors\":[]}");
		assertThat(this.receiver.items()).hasSize(2);
		assertThat(this.receiver.items("RequestData"))
			.containsExactly(new Item("RequestData", "2026-01-02T03:04:05Z", 25,
					Map.of("ai.cloud.role", "catalog-westeurope", "ai.operation.id",
							"0af7651916cd43dd8448eb211c80319c"),
					Map.of("stamp", "weu-blue"), Map.of("ver", 2, "name", "GET /items", "responseCode", "200",
							"success", true, "properties", Map.of("stamp", "weu-blue"))));
		Item metric = this.receiver.items("MetricData").get(0);
		assertThat(metric.tags()).isEmpty();
		assertThat(metric.data()).containsEntry("metrics", List.of(Map.of("name", "state", "value", 2.5)));
	}

	@Test
	void theConnectionStringPointsHere() {
		assertThat(this.receiver.connectionString())
			.startsWith("InstrumentationKey=00000000-0000-0000-0000-000000000000;")
			.contains("IngestionEndpoint=" + this.receiver.endpoint() + "/;")
			.endsWith("LiveEndpoint=" + this.receiver.endpoint() + "/");
	}

	@Test
	void liveMetricsAreToldThatNobodyWatches() throws Exception {
		for (String path : List.of("ping", "post")) {
			HttpResponse<String> response = send("/QuickPulseService.svc/" + path + "?ikey=x", "{}", false);
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.headers().firstValue("x-ms-qps-subscribed")).hasValue("false");
		}
		assertThat(this.receiver.items()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{", "junk", "{\"data\":{}}", "[1]", "{\"data\":{\"baseType\":\"RequestData\"}}" })
	void whatCannotBeReadIsRefusedAndLeavesNothing(String body) throws Exception {
		assertThat(send("/v2.1/track", REQUEST + "\n" + body, true).statusCode()).isEqualTo(400);
		assertThat(this.receiver.items()).isEmpty();
	}

	@Test
	void itAnswersACannedStatusOrHangsUntilItIsHealed() throws Exception {
		this.receiver.respond(429);
		assertThat(send("/v2.1/track", REQUEST, true).statusCode()).isEqualTo(429);
		this.receiver.hang();
		assertThatIOException().isThrownBy(() -> Sender.sendInto(this.receiver.endpoint(), Duration.ofMillis(100)));
		assertThat(this.receiver.items()).isEmpty();
		assertThat(this.receiver.requests()).isEqualTo(2);
		this.receiver.heal();
		assertThat(send("/v2.1/track", REQUEST, true).statusCode()).isEqualTo(200);
		assertThat(this.receiver.items()).hasSize(1);
		this.receiver.clear();
		assertThat(this.receiver.items()).isEmpty();
		assertThat(this.receiver.requests()).isZero();
	}

	private HttpResponse<String> send(String path, String body, boolean gzip) throws Exception {
		return Sender.send(this.receiver.endpoint(), path, body.getBytes(StandardCharsets.UTF_8), gzip);
	}

}
