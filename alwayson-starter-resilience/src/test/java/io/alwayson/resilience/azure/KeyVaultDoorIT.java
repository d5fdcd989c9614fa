package io.alwayson.resilience.azure;

import java.time.Duration;
import java.util.function.Consumer;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.exception.ResourceNotFoundException;
import com.azure.security.keyvault.secrets.SecretClient;
import io.alwayson.resilience.AttemptTimeoutException;
import io.alwayson.resilience.CircuitOpenException;
import io.alwayson.resilience.Recorder;
import io.alwayson.resilience.autoconfigure.ResilienceAutoConfiguration;
import io.alwayson.resilience.autoconfigure.ResilienceAzureAutoConfiguration;
import io.alwayson.test.azure.KeyVaultServer;
import io.alwayson.test.fault.FaultProxy;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import io.alwayson.workload.context.CallOutcome.Operation;
import io.alwayson.workload.context.CallOutcome.Result;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The client of a declared key vault, over TLS, behind a proxy that breaks.
 */
@Timeout(180)
class KeyVaultDoorIT {

	private KeyVaultServer vault;

	private final Recorder recorder = new Recorder();

	private FaultProxy proxy;

	@BeforeEach
	void start() {
		this.vault = KeyVaultServer.start();
		this.vault.put("known", "value");
		this.vault.put("other", "other value");
		this.proxy = FaultProxy.to("127.0.0.1", this.vault.endpoint().getPort());
	}

	@AfterEach
	void stop() {
		this.proxy.close();
		this.vault.close();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void readsAndWritesAreToldAsSuch() {
		with((secrets) -> {
			assertThat(secrets.getSecret("other").getValue()).isEqualTo("other value");
			secrets.setSecret("new", "new value");
			assertThat(this.recorder.outcomes).allMatch((outcome) -> outcome.result() == Result.SUCCESS)
				.extracting("operation")
				.containsExactly(Operation.READ, Operation.WRITE);
		});
	}

	@Test
	void whatIsNotThereIsAnAnswer() {
		with((secrets) -> {
			assertThatExceptionOfType(ResourceNotFoundException.class).isThrownBy(() -> secrets.getSecret("unknown"));
			assertThat(this.recorder.results()).containsExactly(Result.SUCCESS);
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 500, 503, 429 })
	void retriesHaveOneOwner(int status) {
		with((secrets) -> {
			long before = this.vault.requests();
			this.vault.respond(status);
			assertThatExceptionOfType(HttpResponseException.class).isThrownBy(() -> secrets.getSecret("other"))
				.satisfies((ex) -> assertThat(ex.getResponse().getStatusCode()).isEqualTo(status));
			assertThat(this.vault.requests() - before).isEqualTo(3);
		});
	}

	@Test
	void knownSecretOutlivesItsVault() {
		with((secrets) -> {
			secrets.setSecret("known", "newer value");
			assertThat(secrets.getSecret("known").getValue()).isEqualTo("newer value");
			this.vault.close();
			assertThat(secrets.getSecret("known").getValue()).isEqualTo("newer value");
			assertThat(catchThrowable(() -> secrets.getSecret("other"))).isNotNull();
		});
	}

	@Test
	void retryAfterIsNotEarly() {
		with((secrets) -> {
			this.vault.respond(429, "1");
			long start = System.nanoTime();
			assertThat(catchThrowable(() -> secrets.getSecret("other"))).isInstanceOf(HttpResponseException.class);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
		}, "max-attempts=2");
	}

	@Test
	void hangingVaultIsLeftAtTheAttemptTimeout() {
		with((secrets) -> {
			this.proxy.hang();
			long start = System.nanoTime();
			assertThatExceptionOfType(AttemptTimeoutException.class).isThrownBy(() -> secrets.getSecret("other"));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
			assertThat(this.recorder.results()).containsOnly(Result.TIMEOUT).hasSize(3);
		}, "attempt-timeout=400ms");
	}

	@Test
	void outageOpensTheBreakerAndItsEndIsNoticedWithinTwoSeconds() {
		with((secrets) -> {
			this.vault.respond(503);
			for (int call = 0; call < 4; call++) {
				catchThrowable(() -> secrets.getSecret("other"));
			}
			assertThatExceptionOfType(CircuitOpenException.class).isThrownBy(() -> secrets.getSecret("other"));
			this.vault.heal();
			Awaitility.await()
				.atMost(Duration.ofSeconds(2))
				.ignoreException(CircuitOpenException.class)
				.until(() -> secrets.getSecret("other") != null);
		}, "breaker.min-calls=5", "first-delay=1ms", "max-delay=1ms");
	}

	private void with(Consumer<SecretClient> test, String... resilience) {
		String[] prefixed = new String[resilience.length];
		for (int index = 0; index < prefixed.length; index++) {
			prefixed[index] = "alwayson.dependencies.secrets.resilience." + resilience[index];
		}
		VaultAccess.into(this.vault, new ApplicationContextRunner())
			.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class, ResilienceAutoConfiguration.class,
					ResilienceAzureAutoConfiguration.class))
			.withBean(Recorder.class, () -> this.recorder)
			.withPropertyValues("alwayson.dependencies.secrets.type=key-vault",
					"alwayson.dependencies.secrets.endpoint=https://localhost:" + this.proxy.port(),
					// Room for a busy machine: tests that are about time say their own.
					"alwayson.dependencies.secrets.resilience.deadline=30s",
					"alwayson.dependencies.secrets.resilience.attempt-timeout=8s")
			.withPropertyValues(prefixed)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				SecretClient secrets = context.getBean("secrets", SecretClient.class);
				// Connections, the token and classes are there before the clock counts.
				secrets.getSecret("known");
				this.recorder.outcomes.clear();
				test.accept(secrets);
			});
	}

}
