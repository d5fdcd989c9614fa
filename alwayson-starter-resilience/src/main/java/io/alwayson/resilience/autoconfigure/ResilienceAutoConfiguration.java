package io.alwayson.resilience.autoconfigure;

import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.alwayson.resilience.Adapters;
import io.alwayson.resilience.CircuitBreaker;
import io.alwayson.resilience.ClientBuilderAdapter;
import io.alwayson.resilience.ConcurrencyLimit;
import io.alwayson.resilience.Engines;
import io.alwayson.resilience.FailureClassifier;
import io.alwayson.resilience.Listeners;
import io.alwayson.resilience.Machinery;
import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.ResilienceListener;
import io.alwayson.resilience.Timing;
import io.alwayson.resilience.WheelTimer;
import io.alwayson.resilience.Workers;
import io.alwayson.resilience.engine.CircuitBreakerConfigCustomizer;
import io.alwayson.resilience.engine.ConcurrencyLimits;
import io.alwayson.resilience.engine.Resilience4jCircuitBreakers;
import io.alwayson.resilience.http.HttpFailureClassifier;
import io.alwayson.resilience.http.WebClientFailureClassifier;
import io.alwayson.resilience.metrics.CorridorMetrics;
import io.alwayson.resilience.metrics.ResilienceMetrics;
import io.alwayson.resilience.observation.ResilienceEvents;
import io.alwayson.workload.Workload;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import io.alwayson.workload.context.CallOutcomeListener;
import io.alwayson.workload.context.DependencySignalListener;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * Opens a protected way to each declared dependency.
 */
@AutoConfiguration(after = WorkloadAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "alwayson.resilience.enabled", matchIfMissing = true)
public final class ResilienceAutoConfiguration {

	/** Time, chance and waiting of the machine. */
	private static final Timing TIMING = new Timing(System::nanoTime, Clock.systemUTC(),
			() -> ThreadLocalRandom.current().nextDouble(), TimeUnit.NANOSECONDS::sleep);

	ResilienceAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	WheelTimer alwaysonTimer() {
		return new WheelTimer(TIMING.nanoTime());
	}

	@Bean
	@ConditionalOnMissingBean
	Workers alwaysonWorkers() {
		return new Workers();
	}

	@Bean
	@ConditionalOnMissingBean
	CircuitBreaker.Factory alwaysonCircuitBreakers(ObjectProvider<CircuitBreakerConfigCustomizer> customizers) {
		return new Resilience4jCircuitBreakers(TIMING, customizers.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean
	ConcurrencyLimit.Factory alwaysonConcurrencyLimits() {
		return new ConcurrencyLimits();
	}

	@Bean
	@ConditionalOnMissingBean
	Resilience resilience(Workload workload, CircuitBreaker.Factory breakers, ConcurrencyLimit.Factory limits,
			WheelTimer timer, Workers workers, ObjectProvider<FailureClassifier> classifiers,
			ObjectProvider<ClientBuilderAdapter<?>> builders, ObjectProvider<CallOutcomeListener> outcomes,
			ObjectProvider<DependencySignalListener> signals, ObjectProvider<ResilienceListener> events,
			ListableBeanFactory beans) {
		Listeners listeners = new Listeners(outcomes.orderedStream().toList(), signals.orderedStream().toList(),
				events.orderedStream().toList());
		DeclaredFallbacks fallbacks = DeclaredFallbacks.of(workload, beans);
		return new Resilience(workload, new Engines(breakers, limits), new Machinery(timer, workers::execute, TIMING),
				new Adapters(classifiers.orderedStream().toList(), builders.orderedStream().toList()), fallbacks::find,
				listeners);
	}

	/** Whether Boot builds the client or the application does. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RestClientResponseException.class)
	static class RestClientFailures {

		@Bean
		@ConditionalOnMissingBean
		HttpFailureClassifier alwaysonHttpFailureClassifier() {
			return new HttpFailureClassifier(TIMING.clock());
		}

	}

	/** The same for the other client. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebClientResponseException.class)
	static class WebClientFailures {

		@Bean
		@ConditionalOnMissingBean
		WebClientFailureClassifier alwaysonWebClientFailureClassifier() {
			return new WebClientFailureClassifier(TIMING.clock());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class Metrics {

		@Bean
		@ConditionalOnMissingBean
		ResilienceMetrics resilienceMetrics(Workload workload) {
			return new ResilienceMetrics(workload);
		}

		@Bean
		@ConditionalOnMissingBean
		CorridorMetrics alwaysonCorridorMetrics(Resilience resilience) {
			return new CorridorMetrics(resilience);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Observation.class)
	static class Events {

		@Bean
		@ConditionalOnMissingBean
		ResilienceEvents alwaysonResilienceEvents(ObjectProvider<ObservationRegistry> registry) {
			return new ResilienceEvents(registry::getIfUnique);
		}

	}

}
