package io.alwayson.resilience.azure;

import java.util.Map;
import java.util.function.BiFunction;

import com.azure.cosmos.CosmosClient;
import com.azure.cosmos.CosmosClientBuilder;
import com.azure.cosmos.CosmosContainer;
import com.azure.cosmos.CosmosException;
import com.azure.cosmos.models.PartitionKey;
import io.alwayson.resilience.Recorder;
import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.autoconfigure.ResilienceAutoConfiguration;
import io.alwayson.resilience.autoconfigure.ResilienceAzureAutoConfiguration;
import io.alwayson.test.azure.CosmosEmulator;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Builders of Cosmos DB clients that an application has of its own, or Spring Cloud Azure
 * for it: what is throttled is repeated no more often than the policy allows, whoever
 * made the client. Arrivals at the account are counted.
 */
@Timeout(180)
class CosmosBuildersIT {

	/** The SDK's own, ten with the first. */
	private static final int ATTEMPTS_OF_THE_SDK = 10;

	private static final int ATTEMPTS = 3;

	@RegisterExtension
	static final CosmosEmulator cosmos = CosmosEmulator.shared();

	private final Recorder recorder = new Recorder();

	private CosmosAccountOfTests account;

	@BeforeEach
	void start() {
		this.account = new CosmosAccountOfTests(cosmos, CosmosAccountOfTests.HERE);
	}

	@AfterEach
	void stop() {
		this.account.close();
	}

	@ParameterizedTest
	@EnumSource
	void retriesHaveOneOwner(Maker maker) {
		this.account.declare(runner(), "catalog-db")
			.withBean(CosmosClientBuilder.class, () -> this.account.builder())
			.run((context) -> {
				CosmosClientBuilder builder = maker.way.apply(context, this.account.builder());
				try (CosmosClient client = builder.buildClient()) {
					assertThat(arrivalsOfAThrottledRead(client)).isLessThanOrEqualTo(ATTEMPTS);
				}
				assertThat(this.recorder.outcomes).hasSize(2)
					.allMatch((outcome) -> outcome.dependency().equals("catalog-db")
							&& outcome.retryOwner().equals("client"));
			});
	}

	@Test
	void whatIsNotDeclaredKeepsItsOwnRetries() {
		runner()
			.withPropertyValues("alwayson.dependencies.other.type=cosmos",
					"alwayson.dependencies.other.endpoint=https://localhost:9",
					"alwayson.dependencies.other.database=" + this.account.database())
			.withBean(CosmosClientBuilder.class, () -> this.account.builder())
			.run((context) -> {
				try (CosmosClient client = context.getBean(CosmosClientBuilder.class).buildClient()) {
					assertThat(arrivalsOfAThrottledRead(client)).isEqualTo(ATTEMPTS_OF_THE_SDK);
				}
				assertThat(this.recorder.outcomes).isEmpty();
				assertThatIllegalArgumentException()
					.isThrownBy(() -> context.getBean(Resilience.class).configure(this.account.builder()));
			});
	}

	@Test
	void anotherDatabaseOfTheAccountIsNotDeclaredEither() {
		this.account.declare(runner(), "catalog-db")
			.withPropertyValues("alwayson.dependencies.catalog-db.database=other")
			.withBean(CosmosClientBuilder.class, () -> this.account.builder())
			.run((context) -> {
				try (CosmosClient client = context.getBean(CosmosClientBuilder.class).buildClient()) {
					read(client);
				}
				assertThat(this.recorder.outcomes).isEmpty();
			});
	}

	@Test
	void clientsOfSpringCloudAzureHaveTheSameOwner() {
		String prefix = "alwayson.dependencies.catalog-db";
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Shop.class)
			.web(WebApplicationType.NONE)
			.properties("spring.cloud.azure.cosmos.endpoint=" + this.account.endpoint(),
					"spring.cloud.azure.cosmos.key=" + cosmos.key(), "spring.cloud.azure.cosmos.database=any",
					"spring.cloud.azure.cosmos.connection-mode=gateway", prefix + ".type=cosmos",
					prefix + ".endpoint=" + this.account.connectionString(),
					prefix + ".database=" + this.account.database(), prefix + ".client=none")
			.run()) {
			assertThat(arrivalsOfAThrottledRead(context.getBean(CosmosClient.class))).isEqualTo(ATTEMPTS_OF_THE_SDK);
		}
		this.account.here().heal();
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Shop.class)
			.web(WebApplicationType.NONE)
			.properties("spring.cloud.azure.cosmos.endpoint=" + this.account.endpoint(),
					"spring.cloud.azure.cosmos.key=" + cosmos.key(), "spring.cloud.azure.cosmos.database=any",
					"spring.cloud.azure.cosmos.connection-mode=gateway", prefix + ".type=cosmos",
					prefix + ".endpoint=" + this.account.connectionString(),
					prefix + ".database=" + this.account.database())
			.run()) {
			assertThat(arrivalsOfAThrottledRead(context.getBean(CosmosClient.class))).isLessThanOrEqualTo(ATTEMPTS);
			assertThat(context.getBean(Recorder.class).outcomes).hasSize(2);
		}
	}

	private long arrivalsOfAThrottledRead(CosmosClient client) {
		read(client);
		this.account.here().resetCounts();
		this.account.here().respond(429, "0");
		assertThatExceptionOfType(CosmosException.class).isThrownBy(() -> read(client))
			.matches((ex) -> ex.getStatusCode() == 429);
		return this.account.here().requests();
	}

	private void read(CosmosClient client) {
		CosmosContainer items = client.getDatabase(this.account.database()).getContainer("items");
		assertThat((Object) items.readItem("known", new PartitionKey("known"), Map.class).getItem()).isNotNull();
	}

	private ApplicationContextRunner runner() {
		return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class,
				ResilienceAutoConfiguration.class, ResilienceAzureAutoConfiguration.class))
			.withBean(Recorder.class, () -> this.recorder);
	}

	/** Who has the builder. */
	enum Maker {

		/** It is a bean. */
		BEAN((context, builder) -> context.getBean(CosmosClientBuilder.class)),

		/** By hand. */
		HAND((context, builder) -> context.getBean(Resilience.class).configure(builder)),

		/** Both, and so twice. */
		BOTH((context, builder) -> context.getBean(Resilience.class)
			.configure(context.getBean(CosmosClientBuilder.class)));

		private final BiFunction<ApplicationContext, CosmosClientBuilder, CosmosClientBuilder> way;

		Maker(BiFunction<ApplicationContext, CosmosClientBuilder, CosmosClientBuilder> way) {
			this.way = way;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Shop {

		@Bean
		Recorder recorder() {
			return new Recorder();
		}

	}

}
