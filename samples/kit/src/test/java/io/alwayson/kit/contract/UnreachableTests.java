package io.alwayson.kit.contract;

import java.time.Duration;
import java.util.List;

import com.azure.core.credential.TokenCredential;
import com.azure.core.exception.ClientAuthenticationException;
import com.azure.cosmos.CosmosDatabase;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.storage.blob.BlobContainerClient;
import io.alwayson.health.HealthState;
import io.alwayson.health.PublishedHealth;
import io.alwayson.health.StampHealth;
import io.alwayson.resilience.Resilience;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * An application that declares one Azure service of each type, where there is no network
 * and nobody gives a token.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class UnreachableTests {

	private static final List<String> DECLARED = List.of("catalog", "images", "events", "orders", "secrets");

	@Test
	void applicationStartsAndSaysWhatIsDown(CapturedOutput output) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.run("--alwayson.stamp.environment=prod", "--alwayson.stamp.id=a", "--alwayson.stamp.region=westeurope",
					"--alwayson.health.defaults.interval=500ms", "--alwayson.health.defaults.retry-interval=500ms",
					"--alwayson.health.defaults.timeout=2s", "--alwayson.dependencies.catalog.type=cosmos",
					"--alwayson.dependencies.catalog.endpoint=https://shop.documents.azure.invalid",
					"--alwayson.dependencies.catalog.database=shop", "--alwayson.dependencies.images.type=blob",
					"--alwayson.dependencies.images.endpoint=https://shop.blob.core.windows.invalid",
					"--alwayson.dependencies.images.container=images", "--alwayson.dependencies.events.type=event-hubs",
					"--alwayson.dependencies.events.endpoint=https://shop.servicebus.windows.invalid",
					"--alwayson.dependencies.events.event-hub=events",
					"--alwayson.dependencies.orders.type=service-bus",
					"--alwayson.dependencies.orders.endpoint=https://shop.servicebus.windows.invalid",
					"--alwayson.dependencies.orders.queue=orders", "--alwayson.dependencies.secrets.type=key-vault",
					"--alwayson.dependencies.secrets.endpoint=https://shop.vault.azure.invalid")) {
			PublishedHealth published = context.getBean(PublishedHealth.class);
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.pollInterval(Duration.ofMillis(50))
				.untilAsserted(() -> assertThat(published.verdict().checks())
					.filteredOn((check) -> check.status() == HealthState.UNHEALTHY && check.result() != null)
					.extracting(StampHealth.Check::component)
					.containsExactlyInAnyOrderElementsOf(DECLARED));
			CosmosDatabase catalog = context.getBean("catalog", CosmosDatabase.class);
			BlobContainerClient images = context.getBean("images", BlobContainerClient.class);
			SecretClient secrets = context.getBean("secrets", SecretClient.class);
			EventHubProducerClient events = context.getBean("events", EventHubProducerClient.class);
			ServiceBusSenderClient orders = context.getBean("orders", ServiceBusSenderClient.class);
			failsInTime(catalog::read);
			failsInTime(images::getProperties);
			failsInTime(() -> secrets.getSecret("one"));
			failsInTime(() -> events.send(List.of(new EventData("one"))));
			failsInTime(() -> context.getBean(Resilience.class).dependency("orders").call(() -> {
				orders.sendMessage(new ServiceBusMessage("one"));
				return true;
			}));
		}
		// Lines in which a name is there twice are lost.
		assertThat(output).contains("ConnectionHandler").doesNotContain("failed to append");
	}

	private static void failsInTime(ThrowingCallable call) {
		long start = System.nanoTime();
		assertThat(catchThrowable(call)).isNotNull();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		TokenCredential noToken() {
			return (request) -> Mono.error(new ClientAuthenticationException("Entra ID cannot be reached", null));
		}

	}

}
