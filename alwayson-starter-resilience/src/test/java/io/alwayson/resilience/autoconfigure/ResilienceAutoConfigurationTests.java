package io.alwayson.resilience.autoconfigure;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.alwayson.resilience.CircuitBreaker;
import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.engine.CircuitBreakerConfigCustomizer;
import io.alwayson.resilience.metrics.ResilienceMetrics;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import io.alwayson.workload.context.CallOutcomeListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ResilienceAutoConfiguration}.
 */
class ResilienceAutoConfigurationTests {

	private static final String[] PRICES = { "alwayson.dependencies.prices.type=http",
			"alwayson.dependencies.prices.endpoint=http://prices" };

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class, ResilienceAutoConfiguration.class));

	@Test
	void nothingDeclaredProtectsNothing() {
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		this.runner.run((context) -> {
			assertThat(context.getBean(Resilience.class).describe()).isEmpty();
			assertThatIllegalArgumentException()
				.isThrownBy(() -> context.getBean(Resilience.class).dependency("prices"))
				.withMessageEndingWith("none is");
			Set<Thread> started = new HashSet<>(Thread.getAllStackTraces().keySet());
			started.removeAll(before);
			assertThat(started).extracting(Thread::getName).doesNotContain("alwayson-resilience-timer");
		});
	}

	@Test
	void declaredDependencyIsProtected() {
		this.runner.withPropertyValues(PRICES).run((context) -> {
			Resilience resilience = context.getBean(Resilience.class);
			assertThat(resilience.describe()).singleElement()
				.satisfies((description) -> assertThat(description.dependency()).isEqualTo("prices"));
			assertThat(resilience.dependency("prices").call(() -> "value")).isEqualTo("value");
		});
	}

	@Test
	void disabledLeavesNoneOfItsBeans() {
		this.runner.withPropertyValues(PRICES)
			.withPropertyValues("alwayson.resilience.enabled=false")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				for (String name : context.getBeanDefinitionNames()) {
					Class<?> type = context.getType(name);
					assertThat((type != null) ? type.getName() : "").doesNotStartWith("io.alwayson.resilience");
				}
			});
	}

	@Test
	void beansOfTheApplicationWin() {
		CircuitBreaker.Factory factory = (dependency, listener) -> {
			throw new UnsupportedOperationException();
		};
		this.runner.withBean("mine", CircuitBreaker.Factory.class, () -> factory)
			.run((context) -> assertThat(context).getBean(CircuitBreaker.Factory.class).isSameAs(factory));
	}

	@Test
	void startsWithoutOptionalLibraries() {
		this.runner.withPropertyValues(PRICES)
			.withClassLoader(new FilteredClassLoader("io.micrometer.core", "com.azure", "reactor",
					"org.springframework.web", "org.springframework.http", "org.springframework.boot.restclient"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(Resilience.class));
	}

	@Test
	void listenersAndCustomizersOfTheApplicationAreAsked() {
		AtomicInteger told = new AtomicInteger();
		AtomicInteger customized = new AtomicInteger();
		this.runner.withPropertyValues(PRICES)
			.withBean(CallOutcomeListener.class, () -> (outcome) -> told.incrementAndGet())
			.withBean(CircuitBreakerConfigCustomizer.class,
					() -> (dependency, configuration) -> customized.incrementAndGet())
			.run((context) -> {
				context.getBean(Resilience.class).dependency("prices").call(() -> "value");
				assertThat(told).hasValue(1);
				assertThat(customized).hasValue(1);
			});
	}

	@Test
	void metersSayWhatHappenedAndWhy() {
		this.runner.withPropertyValues(PRICES)
			.withPropertyValues("alwayson.dependencies.prices.resilience.breaker.min-calls=3",
					"alwayson.dependencies.prices.resilience.first-delay=1ms",
					"alwayson.dependencies.prices.resilience.breaker.open-for=10s",
					"alwayson.dependencies.prices.resilience.breaker.max-open-for=10s")
			.run((context) -> {
				MeterRegistry registry = new SimpleMeterRegistry();
				context.getBean(ResilienceMetrics.class).bindTo(registry);
				assertThat(registry.get(ResilienceMetrics.CIRCUIT_STATE).gauge().value()).isZero();
				Resilience resilience = context.getBean(Resilience.class);
				for (int call = 0; call < 2; call++) {
					assertThatExceptionOfType(Exception.class)
						.isThrownBy(() -> resilience.dependency("prices").idempotent().call(() -> {
							throw new IOException("reset");
						}));
				}
				assertThat(count(registry, ResilienceMetrics.CALLS, "outcome", "failure")).isEqualTo(1);
				assertThat(count(registry, ResilienceMetrics.CALLS, "outcome", "rejected")).isEqualTo(1);
				assertThat(count(registry, ResilienceMetrics.RETRIES, "reason", "transient")).isEqualTo(2);
				assertThat(count(registry, ResilienceMetrics.RETRIES_REFUSED, "reason", "attempts")).isEqualTo(1);
				assertThat(count(registry, ResilienceMetrics.REJECTIONS, "reason", "circuit_breaker")).isEqualTo(1);
				assertThat(registry.get(ResilienceMetrics.CIRCUIT_STATE).gauge().value()).isEqualTo(2);
			});
	}

	private static double count(MeterRegistry registry, String name, String key, String value) {
		return registry.get(name).tag("dependency", "prices").tag(key, value).counter().count();
	}

}
