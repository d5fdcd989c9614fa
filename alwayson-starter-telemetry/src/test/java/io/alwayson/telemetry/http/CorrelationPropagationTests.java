package io.alwayson.telemetry.http;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicReference;

import io.alwayson.telemetry.RequestLabel;
import io.alwayson.workload.DeclaredOrigins;
import io.alwayson.workload.binding.WorkloadBinder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;

import static org.assertj.core.api.Assertions.assertThat;

class CorrelationPropagationTests {

	private static final String ID = "X-Correlation-ID";

	private final DeclaredOrigins origins = new DeclaredOrigins(
			WorkloadBinder.bind(new MockEnvironment().withProperty("alwayson.dependencies.partner.type", "http")
				.withProperty("alwayson.dependencies.partner.endpoint", "https://partner.example/api")
				.withProperty("alwayson.dependencies.worker.type", "stamp-service")
				.withProperty("alwayson.dependencies.worker.endpoint", "http://worker:8081")));

	@AfterEach
	void clear() {
		RequestLabel.CORRELATION_ID.set(null);
	}

	@ParameterizedTest
	@CsvSource({ "https://partner.example/other, true", "https://PARTNER.example:443/, true",
			"http://worker:8081/x, true", "http://worker/x, false", "http://partner.example/, false",
			"https://partner.example.evil.example/, false", "https://other.example/?u=https://partner.example, false",
			"https://partner.example@evil.example/, false" })
	void idGoesToDeclaredOriginsOnly(URI uri, boolean expected) throws IOException {
		RequestLabel.CORRELATION_ID.set("order-4711");
		MockClientHttpRequest blocking = new MockClientHttpRequest(HttpMethod.GET, uri);
		new CorrelationRequestInitializer(this.origins).initialize(blocking);
		assertThat(blocking.getHeaders().getFirst(ID)).isEqualTo(expected ? "order-4711" : null);
		assertThat(reactive(uri, "order-4711")).isEqualTo(expected ? "order-4711" : null);
	}

	private String reactive(URI uri, String id) {
		RequestLabel.CORRELATION_ID.set(null);
		AtomicReference<String> sent = new AtomicReference<>();
		new CorrelationExchangeFilter(this.origins)
			.filter(ClientRequest.create(HttpMethod.GET, uri).build(), (request) -> {
				sent.set(request.headers().getFirst(ID));
				return Mono.just(ClientResponse.create(HttpStatus.OK).build());
			})
			.contextWrite((context) -> context.put(RequestLabel.CORRELATION_ID.key(), id))
			.block();
		return sent.get();
	}

}
