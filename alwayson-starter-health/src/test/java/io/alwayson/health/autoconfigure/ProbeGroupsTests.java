package io.alwayson.health.autoconfigure;

import java.util.Map;

import javax.sql.DataSource;

import io.alwayson.health.HealthCheck;
import io.alwayson.health.PublishedHealth;
import io.alwayson.health.RoutingReason;
import io.alwayson.health.StampHealth;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.health.DataSourceHealthContributorAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which members of Boot's groups of probes count at {@code /readyz} and {@code /livez},
 * and that the others are named at the start.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProbeGroupsTests {

	private static final HealthIndicator UP = () -> Health.up().build();

	private static final HealthIndicator DOWN = () -> Health.down().build();

	private static final String READINESS = "management.endpoint.health.group.readiness.include=";

	private static final String LEFT_OUT = "of management.endpoint.health.group.";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ApplicationAvailabilityAutoConfiguration.class,
				AvailabilityHealthContributorAutoConfiguration.class, AvailabilityProbesAutoConfiguration.class,
				HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class,
				HealthEndpointAutoConfiguration.class, DataSourceHealthContributorAutoConfiguration.class,
				StampHealthAutoConfiguration.class, StampHealthActuatorAutoConfiguration.class,
				WorkloadAutoConfiguration.class))
		.withPropertyValues("alwayson.health.first-round=1s")
		.withBean("partnerHealthIndicator", HealthIndicator.class, () -> DOWN);

	@Test
	void withoutGroupsNothingCountsAndNothingIsSaid(CapturedOutput output) {
		this.runner.run((context) -> assertThat(settled(context).unready()).isEmpty());
		this.runner.withPropertyValues("management.endpoint.health.probes.enabled=false")
			.run((context) -> assertThat(settled(context).unready()).isEmpty());
		this.runner.withPropertyValues("management.endpoint.health.group.mine.include=*")
			.run((context) -> assertThat(settled(context).unready()).isEmpty());
		assertThat(output).doesNotContain(LEFT_OUT);
	}

	@Test
	void anAdoptedMemberCountsAndBootsReadinessIsWhatItWas(CapturedOutput output) {
		this.runner.withPropertyValues(READINESS + "readinessState,ping,partner").run((context) -> {
			AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
			StampHealth verdict = settled(context);
			assertThat(verdict.unready()).containsExactly("partner");
			assertThat(verdict.ready()).isTrue();
			assertThat(status(context, "readinessState")).isEqualTo(Status.UP);
			assertThat(status(context, "partner")).isEqualTo(Status.DOWN);
		});
		assertThat(output).doesNotContain(LEFT_OUT);
	}

	@Test
	void partsCountAsBootCountsThem() {
		ApplicationContextRunner broker = this.runner.withBean("brokerHealthContributor", HealthContributor.class,
				() -> CompositeHealthContributor.fromMap(Map.of("left", DOWN, "right", DOWN)));
		broker.withPropertyValues(READINESS + "broker/left")
			.run((context) -> assertThat(settled(context).unready()).containsExactly("broker/left"));
		broker
			.withPropertyValues(READINESS + "*",
					"management.endpoint.health.group.readiness.exclude=partner,broker/left")
			.run((context) -> assertThat(settled(context).unready()).containsExactly("broker/right"));
	}

	@Test
	void aLocalDependencyCountsForTheContributorThatItStandsFor(CapturedOutput output) {
		this.runner
			.withPropertyValues(READINESS + "diskQuota", "alwayson.dependencies.disk-quota.type=custom",
					"alwayson.dependencies.disk-quota.failure-scope=stamp")
			.withBean("diskQuotaHealthIndicator", HealthIndicator.class, () -> UP)
			.withBean("disk-quota", HealthCheck.class, () -> () -> HealthCheck.Answer.down("FULL"))
			.run((context) -> assertThat(settled(context).unready()).containsExactly("disk-quota"));
		assertThat(output).doesNotContain(LEFT_OUT);
	}

	@Test
	void whatAllPodsShareIsLeftOutAndNamed(CapturedOutput output) {
		this.runner
			.withPropertyValues(READINESS + "readinessState,db", "alwayson.dependencies.catalog-db.type=jdbc",
					"alwayson.dependencies.catalog-db.failure-scope=regional")
			.withBean("orders", DataSource.class, SimpleDriverDataSource::new)
			.run((context) -> assertThat(settled(context).unready()).isEmpty());
		assertThat(output).containsOnlyOnce("/readyz leaves out [db (catalog-db is shared by all pods)] " + LEFT_OUT
				+ "readiness.include: only adopted contributors");
	}

	@Test
	void whatIsNoDependencyIsLeftOutAndNamed(CapturedOutput output) {
		this.runner.withPropertyValues(READINESS + "partner,circuitBreakers,livenessState")
			.withBean("circuitBreakersHealthContributor", HealthContributor.class,
					() -> CompositeHealthContributor.fromMap(Map.of("prices", DOWN)))
			.run((context) -> assertThat(settled(context).unready()).containsExactly("partner"));
		assertThat(output.getOut().lines().filter((line) -> line.contains(LEFT_OUT))).hasSize(1)
			.first()
			.asString()
			.contains("circuitBreakers/prices")
			.contains("livenessState")
			.doesNotContain("partner");
	}

	@Test
	void livenessAsksTheProcessOnlyAndSaysSo(CapturedOutput output) {
		this.runner.withPropertyValues("management.endpoint.health.group.liveness.include=livenessState,partner")
			.run((context) -> assertThat(settled(context).unready()).isEmpty());
		assertThat(output).containsOnlyOnce("/livez leaves out [partner] " + LEFT_OUT + "liveness.include: it asks");
	}

	private static Status status(AssertableApplicationContext context, String component) {
		return context.getBean(HealthEndpoint.class).healthForPath("readiness", component).getStatus();
	}

	private static StampHealth settled(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed();
		PublishedHealth published = context.getBean(PublishedHealth.class);
		Awaitility.await().until(() -> published.verdict().routingReason() != RoutingReason.STARTING);
		return published.verdict();
	}

}
