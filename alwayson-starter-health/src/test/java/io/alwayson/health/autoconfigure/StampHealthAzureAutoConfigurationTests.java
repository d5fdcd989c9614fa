package io.alwayson.health.autoconfigure;

import java.util.List;

import com.azure.core.credential.TokenCredential;
import com.azure.cosmos.CosmosClientBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.storage.blob.BlobServiceClientBuilder;
import io.alwayson.health.HealthCheckFactory;
import io.alwayson.health.ProbeCost;
import io.alwayson.health.Proof;
import io.alwayson.health.PublishedHealth;
import io.alwayson.health.azure.AzureAccess;
import io.alwayson.health.azure.BlobHealthCheckFactory;
import io.alwayson.health.azure.CosmosHealthCheckFactory;
import io.alwayson.health.azure.EventHubsHealthCheckFactory;
import io.alwayson.health.azure.ServiceBusHealthCheckFactory;
import io.alwayson.workload.Workload;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StampHealthAzureAutoConfiguration}.
 */
class StampHealthAzureAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class, StampHealthAutoConfiguration.class,
				StampHealthAzureAutoConfiguration.class));

	private final ApplicationContextRunner declared = this.runner.withPropertyValues(
			"alwayson.dependencies.images.type=blob", "alwayson.dependencies.images.endpoint=https://images.invalid");

	@Test
	void nothingDeclaredChecksNothing() {
		this.runner.run((context) -> assertThat(context.getBean(PublishedHealth.class).verdict().checks()).isEmpty());
	}

	@Test
	void aDeclaredDependencyHasACheckThatCostsOneRequest() {
		this.declared.run((context) -> {
			Workload workload = context.getBean(Workload.class);
			HealthCheckFactory factory = context.getBean(BlobHealthCheckFactory.class);
			assertThat(factory.create(workload.dependencies().get("images"))).isNotNull()
				.satisfies((check) -> assertThat(check.cost()).isEqualTo(ProbeCost.requests(1)));
		});
	}

	@Test
	void aDeclaredCosmosDatabaseHasACheckThatHasNotAskedYet() {
		this.runner
			.withPropertyValues("alwayson.dependencies.catalog-db.type=cosmos",
					"alwayson.dependencies.catalog-db.endpoint=https://catalog.invalid",
					"alwayson.dependencies.catalog-db.database=catalog")
			.run((context) -> {
				Workload workload = context.getBean(Workload.class);
				HealthCheckFactory factory = context.getBean(CosmosHealthCheckFactory.class);
				assertThat(factory.create(workload.dependencies().get("catalog-db"))).isNotNull().satisfies((check) -> {
					assertThat(check.cost()).isEqualTo(ProbeCost.requests(1));
					assertThat(check.proves()).isEqualTo(Proof.NOTHING);
					assertThat(check.scope()).isNull();
				});
			});
	}

	@Test
	void queuesSubscriptionsTopicsAndEventHubsHaveChecks() {
		this.runner
			.withPropertyValues("alwayson.dependencies.orders.type=service-bus",
					"alwayson.dependencies.orders.endpoint=a.invalid", "alwayson.dependencies.orders.queue=orders",
					"alwayson.dependencies.mail.type=service-bus", "alwayson.dependencies.mail.endpoint=a.invalid",
					"alwayson.dependencies.mail.topic=news", "alwayson.dependencies.mail.subscription=mail",
					"alwayson.dependencies.news.type=service-bus", "alwayson.dependencies.news.endpoint=a.invalid",
					"alwayson.dependencies.news.topic=news", "alwayson.dependencies.comments.type=event-hubs",
					"alwayson.dependencies.comments.endpoint=a.invalid",
					"alwayson.dependencies.comments.event-hub=comments")
			.run((context) -> {
				Workload workload = context.getBean(Workload.class);
				HealthCheckFactory bus = context.getBean(ServiceBusHealthCheckFactory.class);
				assertThat(bus.create(workload.dependencies().get("comments"))).isNull();
				for (String name : List.of("orders", "mail")) {
					assertThat(bus.create(workload.dependencies().get(name)).cost()).isEqualTo(ProbeCost.requests(1));
				}
				assertThat(bus.create(workload.dependencies().get("news")).cost()).isEqualTo(ProbeCost.requests(2));
				assertThat(context.getBean(EventHubsHealthCheckFactory.class)
					.create(workload.dependencies().get("comments"))
					.cost()).isEqualTo(ProbeCost.requests(1));
			});
	}

	@Test
	void switchedOffLeavesNothing() {
		this.declared.withPropertyValues("alwayson.health.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(AzureAccess.class)
				.doesNotHaveBean(BlobHealthCheckFactory.class)
				.doesNotHaveBean(EventHubsHealthCheckFactory.class)
				.doesNotHaveBean(ServiceBusHealthCheckFactory.class));
	}

	@Test
	void applicationsWithoutTheLibrariesStart() {
		this.declared.withClassLoader(new FilteredClassLoader(BlobServiceClientBuilder.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(BlobHealthCheckFactory.class));
		this.declared.withClassLoader(new FilteredClassLoader(CosmosClientBuilder.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CosmosHealthCheckFactory.class));
		this.declared
			.withClassLoader(new FilteredClassLoader(EventHubClientBuilder.class, ServiceBusClientBuilder.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(EventHubsHealthCheckFactory.class)
				.doesNotHaveBean(ServiceBusHealthCheckFactory.class)
				.hasSingleBean(BlobHealthCheckFactory.class));
		this.declared.withClassLoader(new FilteredClassLoader("com.azure"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(AzureAccess.class));
	}

	@Test
	void theApplicationsOnlyCredentialIsUsed() {
		TokenCredential own = (request) -> Mono.empty();
		this.declared.withBean("own", TokenCredential.class, () -> own)
			.run((context) -> assertThat(context.getBean(AzureAccess.class).credential()).isSameAs(own));
	}

	@Test
	void withoutOneThePlatformsIdentityIsUsedAndMadeOnce() {
		this.declared.run((context) -> {
			AzureAccess access = context.getBean(AzureAccess.class);
			assertThat(access.credential()).isNotNull().isSameAs(access.credential());
			assertThat(access.credential().getClass().getPackage())
				.isEqualTo(DefaultAzureCredentialBuilder.class.getPackage());
		});
	}

}
