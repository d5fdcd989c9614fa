package io.alwayson.resilience.http;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;

import io.alwayson.resilience.Recorder;
import io.alwayson.resilience.autoconfigure.ResilienceAutoConfiguration;
import io.alwayson.resilience.autoconfigure.ResilienceWebClientAutoConfiguration;
import io.alwayson.resilience.http.SickServer.Answer;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import io.alwayson.workload.context.CallOutcome.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What {@code WebClient} repeats, and when.
 */
@Timeout(60)
class WebClientDoorTests {

	private final Recorder recorder = new Recorder();

	private SickServer server;

	@BeforeEach
	void start() throws IOException {
		this.server = new SickServer();
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@CsvSource({ "GET,3", "HEAD,3", "OPTIONS,3", "PUT,3", "DELETE,3", "POST,1", "PATCH,1" })
	void onlyIdempotentMethodsAreRepeated(String method, int attempts) {
		this.server.answers(Answer.UNAVAILABLE);
		with(this.server.uri(), (client) -> assertThatExceptionOfType(WebClientResponseException.class)
			.isThrownBy(() -> send(client, method)));
		assertThat(this.server.arrivals).hasSize(attempts);
		assertThat(this.recorder.results()).containsOnly(Result.FAILURE).hasSize(attempts);
	}

	@Test
	void tooManyRequestsWasNotProcessedSoAPostIsRepeatedWithItsBody() {
		this.server.answers(Answer.TOO_MANY, Answer.GOOD);
		with(this.server.uri(), (client) -> assertThat(send(client, "POST")).isEqualTo("an answer of some length"));
		assertThat(this.server.bodies).containsExactly("order", "order");
	}

	@Test
	void retryAfterIsNotEarly() {
		this.server.answers(Answer.UNAVAILABLE_FOR_A_SECOND, Answer.GOOD);
		long start = System.nanoTime();
		with(this.server.uri(), (client) -> assertThat(send(client, "GET")).isEqualTo("an answer of some length"));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
		assertThat(this.server.arrivals).hasSize(2);
	}

	@Test
	void retryAfterThatDoesNotFitGivesUpAtOnce() {
		this.server.answers(Answer.UNAVAILABLE_FOR_A_MINUTE);
		long start = System.nanoTime();
		with(this.server.uri(), (client) -> assertThatExceptionOfType(WebClientResponseException.class)
			.isThrownBy(() -> send(client, "GET")));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
		assertThat(this.server.arrivals).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "POST" })
	void refusedConnectionWasNotProcessedSoItIsTriedAgain(String method) throws IOException {
		URI nobody;
		try (ServerSocket socket = new ServerSocket(0)) {
			nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
		}
		with(nobody, (client) -> assertThatExceptionOfType(WebClientRequestException.class)
			.isThrownBy(() -> send(client, method)));
		assertThat(this.recorder.results()).containsExactly(Result.FAILURE, Result.FAILURE, Result.FAILURE);
	}

	@Test
	void hangingServerIsLeftAtTheDeadlineWhereTheCallCannotBeRepeated() {
		this.server.answers(Answer.GOOD, Answer.HANGS);
		with(this.server.uri(), (client) -> {
			// The first request of a client takes its time.
			send(client, "PUT");
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> send(client, "POST"));
		}, "alwayson.dependencies.prices.resilience.deadline=2s",
				"alwayson.dependencies.prices.resilience.attempt-timeout=600ms");
		assertThat(this.server.arrivals).hasSize(2);
		assertThat(this.recorder.results()).containsExactly(Result.SUCCESS, Result.TIMEOUT);
	}

	private static String send(WebClient client, String method) {
		WebClient.RequestBodySpec request = client.method(HttpMethod.valueOf(method)).uri("/items");
		return (HttpMethod.valueOf(method).equals(HttpMethod.POST) ? request.bodyValue("order") : request).retrieve()
			.bodyToMono(String.class)
			.block(Duration.ofSeconds(30));
	}

	private void with(URI endpoint, Consumer<WebClient> test, String... properties) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class, ResilienceAutoConfiguration.class,
					ResilienceWebClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class,
					WebClientAutoConfiguration.class))
			.withBean(Recorder.class, () -> this.recorder)
			.withPropertyValues("alwayson.dependencies.prices.type=http",
					"alwayson.dependencies.prices.endpoint=" + endpoint,
					// Room for a busy machine: tests that are about time say their own.
					"alwayson.dependencies.prices.resilience.deadline=20s",
					"alwayson.dependencies.prices.resilience.attempt-timeout=5s")
			.withPropertyValues(properties)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				test.accept(context.getBean(WebClient.Builder.class).baseUrl(endpoint.toString()).build());
			});
	}

}
