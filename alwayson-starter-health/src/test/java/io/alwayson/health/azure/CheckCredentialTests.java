package io.alwayson.health.azure;

import java.net.UnknownHostException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.ClientAuthenticationException;
import io.alwayson.health.HealthState;
import io.alwayson.health.PublishedHealth;
import io.alwayson.health.Routing;
import io.alwayson.health.StampHealth;
import io.alwayson.health.autoconfigure.StampHealthAutoConfiguration;
import io.alwayson.health.autoconfigure.StampHealthAzureAutoConfiguration;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CheckCredential}.
 */
class CheckCredentialTests {

	private static final TokenRequestContext REQUEST = new TokenRequestContext().addScopes("any");

	@ParameterizedTest
	@MethodSource
	void theBlobClientDoesNotHideThatItWasTheCredential(Mono<AccessToken> token) {
		new ApplicationContextRunner().withBean(TokenCredential.class, () -> (request) -> token)
			.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class,
					StampHealthAutoConfiguration.class, StampHealthAzureAutoConfiguration.class))
			.withPropertyValues("alwayson.dependencies.images.type=blob",
					"alwayson.dependencies.images.endpoint=https://localhost:9",
					"alwayson.dependencies.images.container=images",
					"alwayson.dependencies.images.failure-scope=regional", "alwayson.flows.show.uses=images",
					"alwayson.health.defaults.retry-interval=100ms")
			.run((context) -> {
				PublishedHealth published = context.getBean(PublishedHealth.class);
				Awaitility.await()
					.atMost(Duration.ofSeconds(30))
					.until(() -> published.verdict().status() == HealthState.UNHEALTHY);
				StampHealth verdict = published.verdict();
				assertThat(verdict.cause()).startsWith("show UNHEALTHY <- images NO_TOKEN since");
				assertThat(verdict.routing()).isEqualTo(Routing.ACCEPT);
			});
	}

	static Stream<Mono<AccessToken>> theBlobClientDoesNotHideThatItWasTheCredential() {
		return Stream.of(Mono.empty(), Mono.error(new IllegalStateException("gone")),
				Mono.error(new ClientAuthenticationException("No identity", null,
						new UnknownHostException("login.microsoftonline.com"))));
	}

	@Test
	void aTokenThatIsNotOverIsNotAskedForAgain() {
		AtomicInteger asked = new AtomicInteger();
		CheckCredential credential = new CheckCredential((request) -> {
			asked.incrementAndGet();
			return Mono.just(new AccessToken("token", OffsetDateTime.now().plusHours(1)));
		}, Duration.ofSeconds(3));
		credential.renew();
		assertThat(asked).hasValue(0);
		credential.getTokenSync(REQUEST);
		credential.renew();
		assertThat(asked).hasValue(1);
	}

	@Test
	void aTokenThatIsOverAndCannotBeRenewedIsNoToken() {
		AtomicInteger asked = new AtomicInteger();
		CheckCredential credential = new CheckCredential((request) -> (asked.incrementAndGet() == 1)
				? Mono.just(new AccessToken("token", OffsetDateTime.now().minusSeconds(1)))
				: Mono.error(new IllegalStateException("gone")), Duration.ofSeconds(3));
		credential.getTokenSync(REQUEST);
		assertThatExceptionOfType(ClientAuthenticationException.class).isThrownBy(credential::renew)
			.satisfies((failure) -> assertThat(AzureAnswers.isNoToken(failure)).isTrue())
			.satisfies((failure) -> assertThat(CheckCredential.isLate(failure)).isFalse());
	}

	@Test
	void aCredentialThatTakesTooLongIsNoTokenBeforeTheTimeIsOver() {
		CheckCredential credential = new CheckCredential((request) -> Mono.never(), Duration.ofMillis(400));
		assertThatExceptionOfType(ClientAuthenticationException.class)
			.isThrownBy(() -> credential.getTokenSync(REQUEST))
			.satisfies((failure) -> assertThat(AzureAnswers.isNoToken(failure)).isTrue())
			.satisfies((failure) -> assertThat(CheckCredential.isLate(failure)).isTrue());
	}

}
