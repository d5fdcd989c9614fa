package io.alwayson.health.azure;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.netty.NettyAsyncHttpClientBuilder;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import io.alwayson.health.HealthState;
import io.alwayson.health.Routing;
import io.alwayson.health.autoconfigure.StampHealthAutoConfiguration;
import io.alwayson.health.autoconfigure.StampHealthAzureAutoConfiguration;
import io.alwayson.test.azure.KeyVaultServer;
import io.alwayson.test.fault.FaultProxy;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static io.alwayson.health.azure.Verdicts.awaitState;
import static io.alwayson.health.azure.Verdicts.check;
import static io.alwayson.health.azure.Verdicts.verdict;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The check of a key vault, with Azure's client over TLS, behind a fault proxy.
 */
@Timeout(180)
class KeyVaultHealthIT {

	private static KeyVaultServer vault;

	private static FaultProxy proxy;

	@BeforeEach
	void start() {
		vault = KeyVaultServer.start();
		proxy = FaultProxy.to("127.0.0.1", vault.endpoint().getPort());
	}

	@AfterEach
	void stop() {
		proxy.close();
		vault.close();
	}

	@Test
	void theRealClientSetsGetsAndLists() throws Exception {
		SecretClient client = new Access().customized(new SecretClientBuilder())
			.credential(new Access().token())
			.vaultUrl(vault.endpoint().toString())
			.buildClient();
		client.setSecret("one", "1");
		assertThat(client.getSecret("one").getValue()).isEqualTo("1");
		assertThat(client.listPropertiesOfSecrets()).extracting("name").isEqualTo(List.of("one"));
	}

	@Test
	void faultsAreSeenAndAreOverWhenTheyEnd() {
		runner().run((context) -> {
			awaitState(context, "UP");
			proxy.refuse();
			awaitState(context, "DOWN CONNECT_FAILED");
			proxy.heal();
			awaitState(context, "UP");
			proxy.hang();
			awaitState(context, "DOWN TIMEOUT");
			proxy.heal();
			awaitState(context, "UP");
			vault.respond(403);
			awaitState(context, "DOWN HTTP_403");
			vault.respond(503);
			awaitState(context, "DOWN HTTP_503");
			vault.respond(429, "10");
			awaitState(context, "SLOW HTTP_429");
			vault.heal();
			awaitState(context, "UP");
		});
	}

	@Test
	void aTokenThatCannotBeHadMovesNothing() {
		AtomicReference<Mono<AccessToken>> tokens = new AtomicReference<>(
				Mono.error(new IllegalStateException("Entra ID is gone")));
		runner()
			.withBean("entra", TokenCredential.class, () -> (request) -> tokens.get(),
					(definition) -> definition.setPrimary(true))
			.run((context) -> {
				awaitState(context, "DOWN NO_TOKEN");
				assertThat(check(context).result().evicts()).isFalse();
				tokens.set(Mono.just(new AccessToken("token", OffsetDateTime.now().plusHours(1))));
				awaitState(context, "UP");
			});
	}

	@Test
	void aTokenThatTakesTooLongIsNotTheVaultsTimeout() {
		runner()
			.withBean("entra", TokenCredential.class, () -> (request) -> Mono.never(),
					(definition) -> definition.setPrimary(true))
			.run((context) -> awaitState(context, "DOWN NO_TOKEN"));
	}

	@Test
	void retriesOfTheApplicationsClientMakeNoTimeoutOfThrottling() {
		runner().withBean("vault", SecretClient.class, KeyVaultHealthIT::retrying).run((context) -> {
			awaitState(context, "UP");
			vault.respond(429, "60");
			awaitState(context, "SLOW HTTP_429");
			long before = vault.requests();
			Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20)).until(() -> {
				assertThat(verdict(context).routing()).isEqualTo(Routing.ACCEPT);
				return vault.requests() > before + 10 && verdict(context).status() == HealthState.DEGRADED;
			});
		});
	}

	@Test
	void clientOfTheApplicationIsUsedWhereNoCredentialIsOrItIsAskedFor() {
		// Nobody else trusts the vault's certificate.
		declared().withBean("vault", SecretClient.class, KeyVaultHealthIT::retrying)
			.run((context) -> awaitState(context, "UP"));
		declared().withBean("vault", SecretClient.class, KeyVaultHealthIT::retrying)
			.withBean(TokenCredential.class, () -> new Access().token())
			.withPropertyValues("alwayson.dependencies.secrets.client=bean:vault")
			.run((context) -> awaitState(context, "UP"));
	}

	private static SecretClient retrying() {
		return new Access().customized(new SecretClientBuilder())
			.credential(new Access().token())
			.vaultUrl("https://localhost:" + proxy.port())
			.buildClient();
	}

	private static ApplicationContextRunner runner() {
		return declared().withUserConfiguration(Access.class);
	}

	private static ApplicationContextRunner declared() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class,
					StampHealthAutoConfiguration.class, StampHealthAzureAutoConfiguration.class))
			.withPropertyValues("alwayson.dependencies.secrets.type=key-vault",
					"alwayson.dependencies.secrets.endpoint=https://localhost:" + proxy.port(),
					"alwayson.flows.any.uses=secrets", "alwayson.dependencies.secrets.health.interval=300ms",
					"alwayson.dependencies.secrets.health.retry-interval=300ms",
					"alwayson.dependencies.secrets.health.timeout=2s");
	}

	@Configuration(proxyBeanMethods = false)
	static class Access {

		@Bean
		TokenCredential token() {
			return (request) -> Mono.just(new AccessToken("token", OffsetDateTime.now().plusHours(1)));
		}

		@Bean
		HealthClientBuilderCustomizer<SecretClientBuilder> trust() {
			return (dependency, builder) -> customized(builder);
		}

		SecretClientBuilder customized(SecretClientBuilder builder) {
			return builder.httpClient(transport()).disableChallengeResourceVerification();
		}

		private static HttpClient transport() {
			try {
				SslContext trusting = SslContextBuilder.forClient().trustManager(vault.certificate()).build();
				return new NettyAsyncHttpClientBuilder(
						reactor.netty.http.client.HttpClient.create().secure((spec) -> spec.sslContext(trusting)))
					.build();
			}
			catch (java.io.IOException ex) {
				throw new java.io.UncheckedIOException(ex);
			}
		}

	}

}
