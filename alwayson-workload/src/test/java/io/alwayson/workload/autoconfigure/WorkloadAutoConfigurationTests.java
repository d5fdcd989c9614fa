package io.alwayson.workload.autoconfigure;

import java.util.Map;

import io.alwayson.workload.HealthSettings;
import io.alwayson.workload.Inbound;
import io.alwayson.workload.KillSwitchSettings;
import io.alwayson.workload.Stamp;
import io.alwayson.workload.Workload;
import io.alwayson.workload.binding.InvalidWorkloadException;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

class WorkloadAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class, UserFlowAutoConfiguration.class));

	@Test
	void nothingDeclaredStartsWithAnEmptyWorkload() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(Workload.class));
	}

	@Test
	void aUsersWorkloadWins() {
		this.runner.withUserConfiguration(OwnWorkload.class)
			.run((context) -> assertThat(context.getBean(Workload.class).stamp().id()).isEqualTo("own"));
	}

	@Test
	void anInvalidDeclarationEndsTheStartWithAnAnalysisOfEverything() {
		this.runner
			.withPropertyValues("alwayson.dependencies.one.type=nosuch", "alwayson.stamp.environment=prod",
					"alwayson.stamp.region=westeurope")
			.run((context) -> {
				assertThat(context).hasFailed();
				FailureAnalysis analysis = new InvalidWorkloadFailureAnalyzer().analyze(context.getStartupFailure());
				assertThat(analysis).isNotNull();
				assertThat(analysis.getDescription()).contains("2 errors")
					.contains("alwayson.dependencies.one.type = 'nosuch'")
					.contains("alwayson.stamp.id");
			});
	}

	@Test
	void anAnnotationThatNamesAnUndeclaredFlowEndsTheStart() {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class, UserFlowAutoConfiguration.class,
					WebMvcAutoConfiguration.class))
			.withUserConfiguration(Controller.class)
			.run((context) -> assertThat(context.getStartupFailure()).isInstanceOf(InvalidWorkloadException.class)
				.hasMessageContaining("list-items")
				.hasMessageContaining("Controller#list"));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnWorkload {

		@Bean
		Workload own() {
			return new Workload(new Stamp("own", "here", "local", null), Map.of(), Map.of(), Map.of(),
					new HealthSettings(java.time.Duration.ofSeconds(1), java.time.Duration.ZERO, false,
							java.util.List.of(),
							new KillSwitchSettings(null, java.time.Duration.ofSeconds(10),
									java.time.Duration.ofSeconds(3))),
					new Inbound(Inbound.Limit.OFF, java.util.List.of(), java.util.List.of()));
		}

	}

	@RestController
	static class Controller {

		@GetMapping("/items")
		@io.alwayson.workload.context.UserFlow("list-items")
		String list() {
			return "[]";
		}

	}

}
