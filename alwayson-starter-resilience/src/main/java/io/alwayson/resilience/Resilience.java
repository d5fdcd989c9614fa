package io.alwayson.resilience;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import io.alwayson.workload.Dependency;
import io.alwayson.workload.ResiliencePolicy;
import io.alwayson.workload.Workload;

/**
 * Protected ways to the declared dependencies. Thread-safe.
 */
public final class Resilience {

	private final Map<String, Corridor> corridors = new LinkedHashMap<>();

	/**
	 * Opens a corridor to every declared dependency; nothing is called or started.
	 * @param workload what is declared
	 * @param engines makes circuit breakers and concurrency limits
	 * @param machinery what all corridors share
	 * @param classifiers asked in this order, before the built-in rules
	 * @param fallbacks finds a declared fallback by its bean's name
	 * @param listeners who hears of calls
	 */
	public Resilience(Workload workload, Engines engines, Machinery machinery, List<FailureClassifier> classifiers,
			Function<String, Fallback> fallbacks, Listeners listeners) {
		List<FailureClassifier> all = Stream.concat(classifiers.stream(), Stream.of(new EvidenceClassifier())).toList();
		CircuitBreaker.Factory breakers = new CappedBreakers(workload, engines.breakers());
		workload.dependencies().forEach((name, dependency) -> {
			String fallback = dependency.resilience().fallback();
			this.corridors.put(name, new Corridor(dependency, breakers, limit(engines, dependency), machinery, all,
					(fallback != null) ? fallbacks.apply(fallback) : null, listeners));
		});
	}

	private static ConcurrencyLimit limit(Engines engines, Dependency dependency) {
		return (dependency.resilience().limit().mode() == ResiliencePolicy.Limit.Mode.OFF) ? new NoLimit()
				: engines.limits().create(dependency);
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
