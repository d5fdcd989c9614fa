package io.alwayson.health.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import com.azure.cosmos.CosmosClientBuilder;
import io.alwayson.health.HealthCheck;
import io.alwayson.health.HealthState;
import io.alwayson.health.PublishedHealth;
import io.alwayson.health.Routing;
import io.alwayson.health.RoutingReason;
import io.alwayson.health.StampHealth;
import io.alwayson.health.StampHealthMonitor;
import io.alwayson.health.StampTransition;
import io.alwayson.health.TransitionHistory;
import io.alwayson.health.actuate.StampEndpoint;
import io.alwayson.health.actuate.StampLivenessStateHealthIndicator;
import io.alwayson.health.actuate.StampReadinessStateHealthIndicator;
import io.alwayson.health.jdbc.JdbcHealthCheckFactory;
import io.alwayson.health.lifecycle.MonitorLifecycle;
import io.alwayson.health.metrics.StampHealthMetrics;
import io.alwayson.health.web.StampHealthFilter;
import io.alwayson.health.web.StampHealthHandlerDecorator;
import io.alwayson.health.web.Surfaces;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import io.alwayson.workload.binding.InvalidWorkloadException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.MeterNotFoundException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.Filter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StampHealthAutoConfiguration} and its companions.
 */
@ExtendWith(OutputCaptureExtension.class)
class StampHealthAutoConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(
			ApplicationAvailabilityAutoConfiguration.class, AvailabilityHealthContributorAutoConfiguration.class,
			HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class,
			StampHealthAutoConfiguration.class, StampHealthActuatorAutoConfiguration.class,
			StampHealthAzureAutoConfiguration.class, StampHealthWebAutoConfiguration.class,
			WorkloadAutoConfiguration.class);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS);

	@Test
	void emptyConfigurationAcceptsTraffic() {
		this.runner.run((context) -> {
			StampHealth verdict = settled(context);
			assertThat(verdict.status()).isEqualTo(HealthState.HEALTHY);
			assertThat(verdict.routing()).isEqualTo(Routing.ACCEPT);
			assertThat(verdict.checks()).isEmpty();
			assertThat(context).doesNotHaveBean(Surfaces.class);
		});
	}

	@Test
	void disabledLeavesNoneOfItsBeans() {
		new WebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withPropertyValues("alwayson.health.enabled=false", "management.endpoints.web.exposure.include=*",
					"management.health.readinessstate.enabled=true")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				for (String name : context.getBeanDefinitionNames()) {
					Class<?> type = context.getType(name);
					assertThat(type == null ? "" : type.getName()).doesNotStartWith("io.alwayson.health");
				}
			});
	}

	@Test
	void beansOfTheApplicationWin() {
		PublishedHealth own = new PublishedHealth("own", Clock.systemUTC(), System::nanoTime);
		this.runner.withBean(PublishedHealth.class, () -> own)
			.run((context) -> assertThat(context).getBean(PublishedHealth.class).isSameAs(own));
	}

	@Test
	void servletApplicationGetsAFilterAheadOfEverything() {
		new WebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.run((context) -> assertThat(context).hasBean("stampHealthFilter")
				.hasSingleBean(Surfaces.class)
				.doesNotHaveBean(StampHealthHandlerDecorator.class));
	}

	@Test
	void reactiveApplicationGetsADecorator() {
		new ReactiveWebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.run((context) -> assertThat(context).hasSingleBean(StampHealthHandlerDecorator.class)
				.doesNotHaveBean(StampHealthFilter.class));
	}

	@Test
	void missingOptionalLibrariesDoNoHarm() {
		this.runner
			.withClassLoader(new FilteredClassLoader(Filter.class, Mono.class, MeterRegistry.class,
					DataSourceBuilder.class, org.springframework.boot.actuate.endpoint.annotation.Endpoint.class,
					io.micrometer.core.instrument.binder.MeterBinder.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(StampHealthMonitor.class)
				.doesNotHaveBean(StampHealthMetrics.class)
				.doesNotHaveBean(JdbcHealthCheckFactory.class)
				.doesNotHaveBean(StampReadinessStateHealthIndicator.class)
				.doesNotHaveBean(StampLivenessStateHealthIndicator.class)
				.doesNotHaveBean(StampEndpoint.class));
	}

	@Test
	void indicatorsOfBootsProbesAreOursWhereBootHasOne() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(StampLivenessStateHealthIndicator.class)
			.hasSingleBean(StampReadinessStateHealthIndicator.class));
		this.runner.withPropertyValues("management.endpoint.health.probes.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(StampLivenessStateHealthIndicator.class)
				.doesNotHaveBean(StampReadinessStateHealthIndicator.class));
	}

	@Test
	void endpointIsExposedLikeAnyOther() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(StampEndpoint.class));
		this.runner.withPropertyValues("management.endpoints.jmx.exposure.include=stamp")
			.withPropertyValues("management.endpoints.web.exposure.include=stamp")
			.run((context) -> assertThat(context).hasSingleBean(StampEndpoint.class));
	}

	@Test
	void healthCheckBeanOfTheNameChecksTheDependency() {
		this.runner
			.withPropertyValues("alwayson.dependencies.partner.type=custom",
					"alwayson.dependencies.partner.failure-scope=stamp", "alwayson.flows.buy.uses=partner")
			.withBean("partner", HealthCheck.class, () -> () -> HealthCheck.Answer.slow("TIRED"))
			.run((context) -> {
				assertThat(settled(context).status()).isEqualTo(HealthState.DEGRADED);
				assertThat(settled(context).cause()).contains("buy DEGRADED <- partner TIRED since");
			});
	}

	@Test
	void contributorOfTheNameChecksTheDependencyAndIsNotAdopted() {
		this.runner
			.withPropertyValues("alwayson.dependencies.partner.type=custom",
					"alwayson.dependencies.partner.failure-scope=stamp", "alwayson.flows.buy.uses=partner",
					"alwayson.health.defaults.retry-interval=10ms")
			.withBean("partnerHealthIndicator", HealthIndicator.class, () -> () -> Health.down().build())
			.run((context) -> {
				StampHealth verdict = settled(context);
				assertThat(verdict.checks()).extracting(StampHealth.Check::component).containsExactly("partner");
				assertThat(verdict.routing()).isEqualTo(Routing.REFUSE);
				assertThat(verdict.routingReason()).isNull();
			});
	}

	@Test
	void dependencyWithoutACheckIsUnknownAndNeverRefuses() {
		this.runner.withClassLoader(new FilteredClassLoader(CosmosClientBuilder.class))
			.withPropertyValues("alwayson.dependencies.catalog-db.type=cosmos",
					"alwayson.dependencies.catalog-db.endpoint=https://contoso.documents.azure.com",
					"alwayson.dependencies.catalog-db.database=catalog", "alwayson.flows.list.uses=catalog-db")
			.run((context) -> {
				StampHealth verdict = settled(context);
				assertThat(verdict.checks().get(0).status()).isEqualTo(HealthState.UNKNOWN);
				assertThat(verdict.status()).isEqualTo(HealthState.DEGRADED);
				assertThat(verdict.routing()).isEqualTo(Routing.ACCEPT);
			});
	}

	@Test
	void contributorsAreAdoptedByPartsAndNeverRefuse() {
		HealthIndicator up = () -> Health.up().build();
		HealthIndicator down = () -> Health.down(new IllegalStateException("secret")).build();
		this.runner.withPropertyValues("management.health.readinessstate.enabled=true")
			.withBean("brokerHealthContributor", HealthContributor.class,
					() -> CompositeHealthContributor.fromMap(Map.of("left", up, "right", down)))
			.withBean("circuitBreakersHealthIndicator", HealthIndicator.class, () -> down)
			.withBean("searchReactiveHealthIndicator", ReactiveHealthIndicator.class,
					() -> () -> Mono.just(Health.up().build()))
			.run((context) -> {
				StampHealth verdict = settled(context);
				assertThat(verdict.checks()).extracting(StampHealth.Check::component)
					.contains("broker/left", "broker/right")
					.anyMatch((name) -> name.startsWith("search"))
					.doesNotContain("circuitBreakers", "readinessState", "ping");
				Awaitility.await()
					.untilAsserted(() -> assertThat(published(context).status()).isEqualTo(HealthState.DEGRADED));
				assertThat(published(context).routing()).isEqualTo(Routing.ACCEPT);
				assertThat(new String(context.getBean(PublishedHealth.class).answer().body(), StandardCharsets.UTF_8))
					.contains("broker/right")
					.doesNotContain("secret");
			});
	}

	@Test
	void aDataSourceThatIsNoBeanOrOneOfSeveralEndsTheStart() {
		ApplicationContextRunner two = this.runner.withPropertyValues("alwayson.dependencies.catalog-db.type=jdbc")
			.withBean("orders", DataSource.class, SimpleDriverDataSource::new)
			.withBean("items", DataSource.class, SimpleDriverDataSource::new);
		two.run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOf(InvalidWorkloadException.class)
			.hasMessageContaining("alwayson.dependencies.catalog-db.data-source: is missing"));
		two.withPropertyValues("alwayson.dependencies.catalog-db.data-source=itmes")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidWorkloadException.class)
				.hasMessageContaining("data-source = 'itmes': is not the name of a DataSource bean"));
	}

	@Test
	void readinessThatNamesNothingEndsTheStart() {
		this.runner.withPropertyValues("alwayson.health.readiness=disc")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("alwayson.health.readiness = 'disc'"));
	}

	@Test
	void metersFollowTheVerdict() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		this.runner
			.withPropertyValues("alwayson.dependencies.partner.type=custom",
					"alwayson.dependencies.partner.failure-scope=stamp", "alwayson.flows.buy.uses=partner",
					"alwayson.health.defaults.interval=100ms")
			.withBean("partner", HealthCheck.class, () -> HealthCheck.Answer::up)
			.run((context) -> {
				context.getBean(StampHealthMetrics.class).bindTo(registry);
				settled(context);
				assertThat(registry.get(StampHealthMetrics.STATE).tags("kind", "flow", "node", "buy").gauge().value())
					.isZero();
				assertThat(
						registry.get(StampHealthMetrics.STATE).tags("kind", "stamp", "node", "local").gauge().value())
					.isZero();
				// Runs from before there was a registry are not made up for.
				Awaitility.await()
					.ignoreException(MeterNotFoundException.class)
					.untilAsserted(() -> assertThat(registry.get(StampHealthMetrics.CHECK_DURATION)
						.tags("node", "partner", "status", "up")
						.timer()
						.count()).isPositive());
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "global", "regional" })
	void readinessMustNotWaitForWhatAllPodsShare(String scope) {
		this.runner
			.withPropertyValues("alwayson.dependencies.partner.type=custom",
					"alwayson.dependencies.partner.failure-scope=" + scope, "alwayson.health.readiness=partner")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("alwayson.health.readiness = 'partner': is shared by all pods"));
	}

	/** Its failure reaches the stamp unless told, and all pods of the stamp. */
	@Test
	void readinessMustNotWaitForADatabaseUnlessItIsSaidToBeLocal() {
		ApplicationContextRunner database = this.runner.withPropertyValues("alwayson.dependencies.db.type=jdbc",
				"alwayson.health.readiness=db");
		database.run((context) -> assertThat(context).getFailure()
			.hasMessageContaining("alwayson.health.readiness = 'db': is shared by all pods"));
		database.withPropertyValues("alwayson.dependencies.db.failure-scope=stamp")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void checkIsFoundByItsNameInCamelCaseAndOneOfAnotherNameIsTold(CapturedOutput output) {
		this.runner
			.withPropertyValues("alwayson.dependencies.card-scheme.type=custom",
					"alwayson.dependencies.card-scheme.failure-scope=stamp")
			.withBean("cardScheme", HealthCheck.class, () -> () -> HealthCheck.Answer.slow("TIRED"))
			.withBean("cardSchema", HealthCheck.class, () -> HealthCheck.Answer::up)
			.run((context) -> assertThat(settled(context).checks())
				.filteredOn((check) -> check.component().equals("card-scheme"))
				.singleElement()
				.extracting(StampHealth.Check::reason)
				.isEqualTo("TIRED"));
		assertThat(output).contains("HealthCheck beans [cardSchema] are never run");
	}

	@ParameterizedTest
	@CsvSource({ "kubernetes,,true", "kubernetes,none,false", "kubernetes,native,false", "none,,false" })
	void trustedNetworksNeedAWordOnForwardingWherePlatformsForward(String platform, @Nullable String strategy,
			boolean fails) {
		WebApplicationContextRunner web = new WebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withPropertyValues("spring.main.cloud-platform=" + platform,
					"alwayson.inbound.front-door-ids=a0a0a0a0-bbbb-cccc-dddd-e1e1e1e1e1e1",
					"alwayson.inbound.trusted-networks=10.240.7.0/24");
		((strategy != null) ? web.withPropertyValues("server.forward-headers-strategy=" + strategy) : web)
			.run((context) -> {
				if (fails) {
					assertThat(context).getFailure()
						.rootCause()
						.hasMessageContaining("server.forward-headers-strategy: is missing: on KUBERNETES");
				}
				else {
					assertThat(context).hasNotFailed();
				}
			});
	}

	@Test
	void checkThatAnswersNothingIsDownAndGoesOn() {
		AtomicInteger runs = new AtomicInteger();
		this.runner
			.withPropertyValues("alwayson.dependencies.partner.type=custom",
					"alwayson.dependencies.partner.failure-scope=stamp", "alwayson.health.defaults.retry-interval=10ms")
			.withBean("partner", HealthCheck.class, () -> () -> {
				runs.incrementAndGet();
				return null;
			})
			.run((context) -> Awaitility.await().untilAsserted(() -> assertThat(runs.get()).isGreaterThan(5)));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void checksRunOnDaemonThreadsWithNamesAndOnVirtualOnesWhereBootHasThemAndNothingPinsThem(boolean enabled) {
		BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
		this.runner
			.withPropertyValues("alwayson.dependencies.partner.type=custom",
					"alwayson.dependencies.partner.failure-scope=stamp", "spring.threads.virtual.enabled=" + enabled)
			.withBean("partner", HealthCheck.class, () -> () -> {
				threads.add(Thread.currentThread());
				return HealthCheck.Answer.up();
			})
			.run((context) -> {
				Thread thread = threads.poll(10, TimeUnit.SECONDS);
				assertThat(thread).isNotNull();
				assertThat(thread.getName()).isEqualTo("alwayson-health-check-partner");
				assertThat(thread.isDaemon()).isTrue();
				assertThat(thread.getClass().getSimpleName().equals("VirtualThread"))
					.isEqualTo(enabled && Runtime.version().feature() >= 24);
			});
	}

	@Test
	void transitionsAreKeptAndToldToEventListeners() {
		List<StampTransition> heard = new CopyOnWriteArrayList<>();
		this.runner
			.withPropertyValues("alwayson.dependencies.partner.type=custom",
					"alwayson.dependencies.partner.failure-scope=stamp")
			.withBean("partner", HealthCheck.class, () -> HealthCheck.Answer::up)
			.withInitializer((context) -> context.addApplicationListener((ApplicationEvent event) -> {
				if (event instanceof PayloadApplicationEvent<?> it && it.getPayload() instanceof StampTransition told) {
					heard.add(told);
				}
			}))
			.run((context) -> {
				settled(context);
				TransitionHistory history = context.getBean(TransitionHistory.class);
				Awaitility.await().untilAsserted(() -> assertThat(heard).hasSize(2));
				assertThat(history.latest()).containsExactly(heard.get(1), heard.get(0));
				assertThat(heard).extracting((it) -> it.node().name()).containsExactly("partner", "local");
			});
	}

	@Test
	void monitorCanBeStoppedAndStartedAgain() {
		this.runner.run((context) -> {
			settled(context);
			MonitorLifecycle lifecycle = context.getBean(MonitorLifecycle.class);
			lifecycle.stop();
			assertThat(lifecycle.isRunning()).isFalse();
			lifecycle.start();
			assertThat(settled(context).routing()).isEqualTo(Routing.ACCEPT);
		});
	}

	private static StampHealth settled(AssertableApplicationContext context) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(10))
			.until(() -> published(context).routingReason() != RoutingReason.STARTING);
		return published(context);
	}

	private static StampHealth published(AssertableApplicationContext context) {
		return context.getBean(PublishedHealth.class).verdict();
	}

}
