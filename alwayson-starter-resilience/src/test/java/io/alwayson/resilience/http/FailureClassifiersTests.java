package io.alwayson.resilience.http;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionException;

import io.alwayson.resilience.Fault;
import io.alwayson.resilience.FailureClassifier;
import io.alwayson.resilience.Recorder;
import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.autoconfigure.ResilienceAutoConfiguration;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import io.alwayson.workload.context.CallOutcome.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link HttpFailureClassifier} and {@link WebClientFailureClassifier}: clients
 * of whatever origin, within calls that an application protects itself.
 */
class FailureClassifiersTests {

	private final FailureClassifier restClient = new HttpFailureClassifier(Clock.systemUTC());

	private final FailureClassifier webClient = new WebClientFailureClassifier(Clock.systemUTC());

	@Test
	void statusAndRetryAfterDecide() {
		Fault throttled = new Fault(Fault.Kind.UNPROCESSED, Duration.ofSeconds(2));
		assertThat(this.restClient.classify(ofRestClient(429))).isEqualTo(throttled);
		assertThat(this.webClient.classify(ofWebClient(429))).isEqualTo(throttled);
		assertThat(this.webClient.classify(ofWebClient(503)))
			.isEqualTo(new Fault(Fault.Kind.TRANSIENT, Duration.ofSeconds(2)));
		assertThat(this.webClient.classify(ofWebClient(501))).isEqualTo(Fault.PERMANENT);
		assertThat(this.webClient.classify(ofWebClient(404))).isEqualTo(Fault.ANSWER);
		assertThat(this.webClient.classify(ofRestClient(503))).isNull();
		assertThat(this.restClient.classify(ofWebClient(503))).isNull();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void clientsThatBootDoesNotBuildAreKnownToo(boolean reactive) {
		Recorder recorder = new Recorder();
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(WorkloadAutoConfiguration.class, ResilienceAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.restclient",
					"org.springframework.boot.webclient"))
			.withBean(Recorder.class, () -> recorder)
			.withPropertyValues("alwayson.dependencies.prices.type=http",
					"alwayson.dependencies.prices.endpoint=http://localhost:1",
					"alwayson.resilience.defaults.first-delay=1ms", "alwayson.resilience.defaults.max-delay=1ms",
					"alwayson.resilience.defaults.deadline=30s", "alwayson.resilience.defaults.attempt-timeout=5s")
			.run((context) -> {
				var prices = context.getBean(Resilience.class).dependency("prices").idempotent();
				if (reactive) {
					assertThatThrownBy(() -> prices.callAsync(() -> Mono.error(ofWebClient(502)).toFuture()).join())
						.isInstanceOf(CompletionException.class)
						.hasCauseInstanceOf(WebClientResponseException.class);
				}
				else {
					assertThatThrownBy(() -> prices.call(() -> {
						throw new HttpServerErrorException(HttpStatus.BAD_GATEWAY);
					})).isInstanceOf(HttpServerErrorException.class);
				}
				assertThat(recorder.results()).containsOnly(Result.FAILURE).hasSize(3);
			});
	}

	private static RestClientResponseException ofRestClient(int status) {
		return new RestClientResponseException("failed", status, "failed", headers(), null, null);
	}

	private static WebClientResponseException ofWebClient(int status) {
		return WebClientResponseException.create(status, "failed", (status == 502) ? new HttpHeaders() : headers(),
				new byte[0], null);
	}

	private static HttpHeaders headers() {
		HttpHeaders headers = new HttpHeaders();
		headers.set(HttpHeaders.RETRY_AFTER, "2");
		return headers;
	}

}
