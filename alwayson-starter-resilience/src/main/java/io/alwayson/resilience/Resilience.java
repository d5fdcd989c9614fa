package io.alwayson.resilience;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import io.alwayson.workload.Dependency;
import io.alwayson.workload.ResiliencePolicy;
import io.alwayson.workload.Workload;
import org.jspecify.annotations.Nullable;

/**
 * Protected ways to the declared dependencies. Thread-safe.
 */
public final class Resilience {

	private final Workload workload;

	private final List<ClientBuilderAdapter<?>> builders;

	private final Map<String, Corridor> corridors = new LinkedHashMap<>();

	/**
	 * Opens a corridor to every declared dependency; nothing is called or started.
	 * @param workload what is declared
	 * @param engines makes circuit breakers and concurrency limits
	 * @param machinery what all corridors share
	 * @param adapters what is known of client libraries
	 * @param fallbacks finds the fallback of a dependency, {@code null} for none
	 * @param listeners who hears of calls
	 */
	public Resilience(Workload workload, Engines engines, Machinery machinery, Adapters adapters,
			Function<Dependency, @Nullable Fallback> fallbacks, Listeners listeners) {
		this.workload = workload;
		this.builders = adapters.builders();
		List<FailureClassifier> all = Stream
			.concat(adapters.classifiers().stream(), Stream.of(new EvidenceClassifier()))
			.toList();
		CircuitBreaker.Factory breakers = new CappedBreakers(workload, engines.breakers());
		workload.dependencies()
			.forEach((name, dependency) -> this.corridors.put(name, new Corridor(dependency, breakers,
					limit(engines, dependency), machinery, all, fallbacks.apply(dependency), listeners)));
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
	 * Protects the clients that a builder will make, for a client that is no bean or
	 * whose builder is none: beans of the builders that are known are protected anyway.
	 * Retries of the client's own library are off from then on. What is set on the
	 * builder must be set before.
	 * @param <B> a builder of Azure's SDK of which there is an adapter, for example
	 * {@code BlobServiceClientBuilder}
	 * @return the builder
	 * @throws IllegalArgumentException if what it builds a client of is not declared, or
	 * there is no adapter
	 */
	public <B> B configure(B builder) {
		for (ClientBuilderAdapter<?> adapter : this.builders) {
			if (adapter.type().isInstance(builder)) {
				if (!configure(adapter, builder)) {
					throw new IllegalArgumentException("Nothing is declared under alwayson.dependencies at the address "
							+ "that this " + adapter.type().getSimpleName() + " has, or it is incomplete");
				}
				return builder;
			}
		}
		throw new IllegalArgumentException("No adapter protects what a " + builder.getClass().getName() + " makes");
	}

	private <B> boolean configure(ClientBuilderAdapter<B> adapter, Object builder) {
		return adapter.protect(adapter.type().cast(builder), this.workload.dependencies().values(), this::corridor);
	}

	/**
	 * How calls are protected, for each declared dependency in the order of declaration.
	 */
	public List<ResilienceDescription> describe() {
		return this.corridors.values().stream().map(ResilienceDescription::of).toList();
	}

}
