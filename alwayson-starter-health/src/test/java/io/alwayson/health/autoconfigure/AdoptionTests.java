package io.alwayson.health.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import javax.sql.DataSource;

import com.azure.cosmos.CosmosClientBuilder;
import io.alwayson.health.HealthState;
import io.alwayson.health.ProbeCost;
import io.alwayson.health.PublishedHealth;
import io.alwayson.health.Routing;
import io.alwayson.health.RoutingReason;
import io.alwayson.health.StampHealth;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.DiskSpaceHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.SslHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.CompositeReactiveHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.ReactiveHealthContributor;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.jdbc.autoconfigure.health.DataSourceHealthContributorAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which of Boot's contributors are adopted, which are replaced, and that Boot's own
 * answers stay as they are.
 */
class AdoptionTests {

	private static final AutoConfigurations BOOT = AutoConfigurations.of(ApplicationAvailabilityAutoConfiguration.class,
			AvailabilityHealthContributorAutoConfiguration.class, AvailabilityProbesAutoConfiguration.class,
			DiskSpaceHealthContributorAutoConfiguration.class, SslAutoConfiguration.class,
			SslHealthContributorAutoConfiguration.class, HealthContributorAutoConfiguration.class,
			HealthContributorRegistryAutoConfiguration.class, HealthEndpointAutoConfiguration.class,
			DataSourceHealthContributorAutoConfiguration.class);

	private static final AutoConfigurations OURS = AutoConfigurations.of(StampHealthAutoConfiguration.class,
			StampHealthActuatorAutoConfiguration.class, WorkloadAutoConfiguration.class);

	private static final HealthIndicator UP = () -> Health.up().build();

	private static final HealthIndicator DOWN = () -> Health.down().build();

	private final ApplicationContextRunner boot = new ApplicationContextRunner().withConfiguration(BOOT);

	private final ApplicationContextRunner runner = this.boot.withConfiguration(OURS)
		.withPropertyValues("management.health.diskspace.enabled=false", "management.health.ssl.enabled=false",
				"alwayson.health.first-round=1s");

	@Test
	void nestedCompositesAreAdoptedByTheirParts() {
		this.runner
			.withBean("brokerHealthContributor", HealthContributor.class,
					() -> CompositeHealthContributor.fromMap(Map.of("left", UP, "inner",
							CompositeHealthContributor.fromMap(Map.of("a b", UP, "say \"c\"", DOWN)))))
			.withBean("searchHealthContributor", ReactiveHealthContributor.class,
					() -> CompositeReactiveHealthContributor
						.fromMap(Map.of("index", (ReactiveHealthIndicator) () -> Mono.just(Health.up().build()))))
			.run((context) -> {
				assertThat(names(context)).containsExactlyInAnyOrder("broker/left", "broker/inner/a b",
						"broker/inner/say \"c\"", "search/index");
				await(context, HealthState.DEGRADED);
			});
	}

	@Test
	void aReactiveContributorThatNeverAnswersIsBoundByTheTimeout() {
		this.runner.withPropertyValues("alwayson.health.first-round=4s")
			.withBean("searchHealthIndicator", ReactiveHealthIndicator.class, () -> () -> Mono.<Health>never())
			.run((context) -> {
				await(context, HealthState.DEGRADED);
				assertThat(verdict(context).cause()).startsWith("search TIMEOUT since");
				assertThat(verdict(context).routing()).isEqualTo(Routing.ACCEPT);
			});
	}

	@Test
	void aContributorChecksADeclaredDependencyThatNothingElseChecks() {
		this.runner.withClassLoader(new FilteredClassLoader(CosmosClientBuilder.class))
			.withPropertyValues("alwayson.dependencies.catalog-db.type=cosmos",
					"alwayson.dependencies.catalog-db.endpoint=https://contoso.documents.azure.com",
					"alwayson.dependencies.catalog-db.database=catalog", "alwayson.dependencies.catalog-db.client=none")
			.withBean("catalogDbHealthIndicator", HealthIndicator.class, () -> UP)
			.run((context) -> assertThat(names(context)).containsExactly("catalog-db"));
	}

	@Test
	void aContributorOfADeclaredNameIsReplacedByItsCheck() {
		this.runner
			.withPropertyValues("alwayson.dependencies.price-list.type=stamp-service",
					"alwayson.dependencies.price-list.endpoint=http://localhost:1")
			.withBean("priceListHealthIndicator", HealthIndicator.class, () -> UP)
			.run((context) -> {
				assertThat(names(context)).containsExactly("price-list");
				assertThat(settled(context).checks().get(0).reason()).isEqualTo("CONNECT_FAILED");
			});
	}

	@Test
	void theOnlyDataSourceIsNotAdoptedBesideItsCheck() {
		this.runner.withBean("orders", DataSource.class, SimpleDriverDataSource::new)
			.run((context) -> assertThat(names(context)).containsExactly("db"));
		this.runner.withPropertyValues("alwayson.dependencies.catalog-db.type=jdbc")
			.withBean("orders", DataSource.class, SimpleDriverDataSource::new)
			.withBean("ordersHealthIndicator", HealthIndicator.class, () -> UP)
			.run((context) -> assertThat(names(context)).containsExactly("catalog-db"));
	}

	@Test
	void ofSeveralDataSourcesOnlyTheDeclaredOneIsReplaced() {
		ApplicationContextRunner two = this.runner.withPropertyValues("alwayson.dependencies.catalog-db.type=jdbc")
			.withBean("items", DataSource.class, SimpleDriverDataSource::new);
		two.withPropertyValues("alwayson.dependencies.catalog-db.data-source=orders")
			.withBean("orders", DataSource.class, SimpleDriverDataSource::new)
			.run((context) -> assertThat(names(context)).containsExactlyInAnyOrder("catalog-db", "db/items"));
		two.withBean("orders", DataSource.class, SimpleDriverDataSource::new,
				(definition) -> definition.setPrimary(true))
			.run((context) -> assertThat(names(context)).containsExactlyInAnyOrder("catalog-db", "db/items"));
		// Boot leaves it out of its contributor, which is that of the other one alone.
		two.withPropertyValues("alwayson.dependencies.catalog-db.data-source=orders")
			.withBean("orders", DataSource.class, SimpleDriverDataSource::new,
					(definition) -> ((AbstractBeanDefinition) definition).setAutowireCandidate(false))
			.run((context) -> assertThat(names(context)).containsExactlyInAnyOrder("catalog-db", "db"));
	}

	@Test
	void whatIsSwitchedOffForBootIsNotAdopted() {
		this.runner.withPropertyValues("management.health.db.enabled=false")
			.withBean("orders", DataSource.class, SimpleDriverDataSource::new)
			.run((context) -> assertThat(names(context)).isEmpty());
	}

	@Test
	void diskSpaceAndSslAreAdoptedCostNothingAndNeverRefuse() {
		this.runner
			.withPropertyValues("management.health.diskspace.enabled=true", "management.health.ssl.enabled=true",
					"management.health.diskspace.threshold=10000TB")
			.run((context) -> {
				assertThat(names(context)).containsExactlyInAnyOrder("diskSpace", "ssl");
				await(context, HealthState.DEGRADED);
				assertThat(verdict(context).routing()).isEqualTo(Routing.ACCEPT);
				assertThat(verdict(context).checks()).extracting((check) -> check.cost().monthAtMost())
					.containsOnly(ProbeCost.NONE);
			});
	}

	@Test
	void aContributorThatComesLaterIsNotSeen() {
		this.runner.run((context) -> {
			settled(context);
			context.getBean(HealthContributorRegistry.class).registerContributor("late", DOWN);
			assertThat(names(context)).isEmpty();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "none=none", "management.endpoint.health.probes.enabled=false",
			"management.health.readinessstate.enabled=true", "management.endpoint.health.group.mine.include=partner" })
	void membersAndAnswersOfBootsGroupsStayAsTheyAre(String property) {
		ApplicationContextRunner plain = this.boot
			.withPropertyValues(property, "management.endpoint.health.show-components=always")
			.withBean("partnerHealthIndicator", HealthIndicator.class, () -> UP);
		List<Map<String, Object>> answers = new ArrayList<>();
		plain.run((context) -> answers.add(answers(context)));
		plain.withConfiguration(OURS).run((context) -> {
			settled(context);
			answers.add(answers(context));
		});
		assertThat(answers.get(1)).isEqualTo(answers.get(0));
	}

	/** Of all and of each group: what it answers, what it shows, who is a member. */
	private static Map<String, Object> answers(AssertableApplicationContext context) {
		Set<String> contributors = new TreeSet<>();
		context.getBean(HealthContributorRegistry.class).forEach((entry) -> contributors.add(entry.name()));
		HealthEndpointGroups groups = context.getBean(HealthEndpointGroups.class);
		HealthEndpoint endpoint = context.getBean(HealthEndpoint.class);
		Map<String, Object> answers = new TreeMap<>();
		answers.put("all", answer(endpoint, contributors, groups.getPrimary()));
		groups.getNames().forEach((name) -> answers.put(name, answer(endpoint, contributors, groups.get(name), name)));
		return answers;
	}

	private static Map<String, Object> answer(HealthEndpoint endpoint, Set<String> contributors,
			HealthEndpointGroup group, String... path) {
		var health = endpoint.healthForPath(path);
		return Map.of("status", health.getStatus(), "components",
				new TreeSet<>(((CompositeHealthDescriptor) health).getComponents().keySet()), "members",
				contributors.stream().filter(group::isMember).toList());
	}

	private static List<String> names(AssertableApplicationContext context) {
		return settled(context).checks().stream().map(StampHealth.Check::component).toList();
	}

	private static void await(AssertableApplicationContext context, HealthState state) {
		Awaitility.await().until(() -> settled(context).status() == state);
	}

	private static StampHealth settled(AssertableApplicationContext context) {
		Awaitility.await().until(() -> verdict(context).routingReason() != RoutingReason.STARTING);
		return verdict(context);
	}

	private static StampHealth verdict(AssertableApplicationContext context) {
		return context.getBean(PublishedHealth.class).verdict();
	}

}
