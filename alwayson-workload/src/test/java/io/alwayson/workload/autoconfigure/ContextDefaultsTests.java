package io.alwayson.workload.autoconfigure;

import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ContextDefaults}.
 */
class ContextDefaultsTests {

	private static final String EXECUTORS = "spring.task.execution.propagate-context";

	private static final String REACTOR = "spring.reactor.context-propagation";

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void contextIsCarriedUnlessTheUserSaysOtherwise() {
		process(new SpringApplication());
		assertThat(this.environment.getProperty(EXECUTORS)).isEqualTo("true");
		assertThat(this.environment.getProperty(REACTOR)).isEqualTo("auto");
		this.environment.setProperty(REACTOR, "limited");
		assertThat(this.environment.getProperty(REACTOR)).isEqualTo("limited");
	}

	@Test
	void defaultsOfTheUserWinAlthoughBootMovesThemToTheEnd() {
		this.environment.getPropertySources()
			.addLast(new MapPropertySource("defaultProperties", Map.of(EXECUTORS, "false")));
		process(new SpringApplication());
		this.environment.getPropertySources()
			.addLast(this.environment.getPropertySources().remove("defaultProperties"));
		assertThat(this.environment.getProperty(EXECUTORS)).isEqualTo("false");
	}

	@Test
	void withoutTheLibraryThatCarriesItNothingIsSaid() {
		process(new SpringApplication(new DefaultResourceLoader(new FilteredClassLoader("io.micrometer.context"))));
		assertThat(this.environment.containsProperty(REACTOR)).isFalse();
	}

	private void process(SpringApplication application) {
		new ContextDefaults().postProcessEnvironment(this.environment, application);
	}

}
