package io.alwayson.resilience;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.alwayson.workload.Dependency;
import io.alwayson.workload.ResiliencePolicy;
import io.alwayson.workload.Workload;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Protected ways to the declared dependencies. Thread-safe.
 */
public final class Resilience {

	private static final Logger logger = LoggerFactory.getLogger(Resilience.class);

	private final Map<String, Corridor> corridors = new LinkedHashMap<>();

	/**
	 * Opens a corridor to every declared dependency; nothing is called or started.
	 * @param workload what is declared
	 * @param breakers makes the circuit breakers
	 * @param timer interrupts attempts on calling threads
	 * @param classifiers asked in this order, before the built-in rules
	 * @param listeners who hears of calls
	 * @param timing time, chance and waiting
	 */
	public Resilience(Workload workload, CircuitBreaker.Factory breakers, AttemptTimer timer,
			List<FailureClassifier> classifiers, Listeners listeners, Timing timing) {
		List<FailureClassifier> all = Stream.concat(classifiers.stream(), Stream.of(new EvidenceClassifier())).toList();
		workload.dependencies().forEach((name, dependency) -> {
			warnOfMissingProtection(dependency);
			this.corridors.put(name, new Corridor(dependency, breakers, timer, all, listeners, timing));
		});
	}

	private static void warnOfMissingProtection(Dependency dependency) {
		ResiliencePolicy policy = dependency.resilience();
		if (policy.hedge() != null || policy.fallback() != null) {
			logger.warn("'{}' declares {}, which has no effect in this version", dependency.name(),
					(policy.fallback() != null) ? "a fallback" : "hedging");
		}
	}

	/**
	 * The protected way to a declared dependency.
	 * @throws IllegalArgumentException if there is no dependency of that name
	 */
	public ResilientDependency dependency(String name) {
		return new ResilientDependency(corridor(name), CallType.WRITE);
	}

	/**
	 * The corridor to a declared dependency, for adapters.
	 * @throws IllegalArgumentException if there is no dependency of that name
	 */
	public Corridor corridor(String name) {
		Corridor corridor = this.corridors.get(name);
		if (corridor == null) {
			throw new IllegalArgumentException(
					"No dependency '" + name + "' is declared under alwayson.dependencies; " + (this.corridors.isEmpty()
							? "none is" : "declared: " + String.join(", ", this.corridors.keySet())));
		}
		return corridor;
	}

	/**
	 * How calls are protected, for each declared dependency in the order of declaration.
	 */
	public List<ResilienceDescription> describe() {
		return this.corridors.values().stream().map(ResilienceDescription::of).toList();
	}

}
