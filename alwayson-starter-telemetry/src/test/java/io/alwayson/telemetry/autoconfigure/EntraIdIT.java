package io.alwayson.telemetry.autoconfigure;

import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import io.alwayson.telemetry.azure.AzureMonitorOptionsCustomizer;
import io.alwayson.test.telemetry.AzureMonitorReceiver;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An Application Insights resource that takes nothing without a token of Entra ID.
 */
@Timeout(60)
class EntraIdIT {

	private static final Set<String> authorizations = ConcurrentHashMap.newKeySet();

	private static final Set<String> scopes = ConcurrentHashMap.newKeySet();

	private final AzureMonitorReceiver azure = AzureMonitorReceiver.start();

	@AfterEach
	void close() {
		this.azure.close();
		authorizations.clear();
		scopes.clear();
	}

	@Test
	void rowsAreSentWithATokenOfTheApplicationsCredential() {
		send("alwayson.telemetry.azure-monitor.entra-id=true");
		assertThat(authorizations).containsExactly("Bearer token-of-the-test");
		assertThat(scopes).containsExactly("https://monitor.azure.com//.default");
	}

	@Test
	void withoutBeingAskedForNobodyIsAskedForATokenThoughThereIsACredential() {
		send();
		assertThat(authorizations).isEmpty();
		assertThat(scopes).isEmpty();
	}

	private void send(String... properties) {
		String connection = this.azure.connectionString().replace("http://", "https://");
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(App.class)
			.web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "management.tracing.sampling.probability=1.0",
					"management.opentelemetry.tracing.export.schedule-delay=50ms",
					"alwayson.telemetry.azure-monitor.connection-string=" + connection)
			.properties(properties)
			.run()) {
			Observation.createNotStarted("work", context.getBean(ObservationRegistry.class)).observe(() -> {
			});
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.until(() -> !this.azure.items("RemoteDependencyData").isEmpty());
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class App {

		@Bean
		TokenCredential credential() {
			return (request) -> {
				scopes.addAll(request.getScopes());
				return Mono.just(new AccessToken("token-of-the-test", OffsetDateTime.now().plusHours(1)));
			};
		}

		/** Tokens go over TLS only, of which the receiver knows nothing. */
		@Bean
		AzureMonitorOptionsCustomizer withoutTls() {
			HttpClient client = HttpClient.createDefault();
			return (options) -> options.httpClient((request) -> {
				String authorization = request.getHeaders().getValue(HttpHeaderName.AUTHORIZATION);
				if (authorization != null) {
					authorizations.add(authorization);
				}
				try {
					request.setUrl(URI.create(request.getUrl().toString().replace("https://", "http://")).toURL());
				}
				catch (MalformedURLException ex) {
					throw new IllegalStateException(ex);
				}
				return client.send(request);
			});
		}

	}

}
