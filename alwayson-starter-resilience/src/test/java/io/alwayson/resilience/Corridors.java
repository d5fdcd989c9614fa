package io.alwayson.resilience;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.alwayson.resilience.engine.ConcurrencyLimits;
import io.alwayson.resilience.engine.Resilience4jCircuitBreakers;
import io.alwayson.workload.Workload;
import org.jspecify.annotations.Nullable;

/**
 * Builds what a test needs of a {@link Resilience}, by default with real engines in real
 * time.
 */
public final class Corridors implements AutoCloseable {

	/** Time, chance and waiting of the machine. */
	public static final Timing REAL = new Timing(System::nanoTime, Clock.systemUTC(),
			() -> ThreadLocalRandom.current().nextDouble(), TimeUnit.NANOSECONDS::sleep);

	private final Workload workload;

	private final WheelTimer timer = new WheelTimer(System::nanoTime);

	private final Workers workers = new Workers();

	private Timing timing = REAL;

	private CircuitBreaker.@Nullable Factory breakers;

	private ConcurrencyLimit.Factory limits = new ConcurrencyLimits();

	private List<FailureClassifier> classifiers = List.of();

	private Map<String, Fallback> fallbacks = Map.of();

	private Listeners listeners = new Listeners(List.of(), List.of(), List.of());

	private Corridors(Workload workload) {
		this.workload = workload;
	}

	public static Corridors to(Workload workload) {
		return new Corridors(workload);
	}

	/** To {@code prices}, with the given keys. */
	public static Corridors toPrices(String... keysAndValues) {
		return new Corridors(Declaration.prices(keysAndValues));
	}

	public Corridors timing(Timing timing) {
		this.timing = timing;
		return this;
	}

	public Corridors breaker(CircuitBreaker breaker) {
		this.breakers = (dependency, listener) -> breaker;
		return this;
	}

	public Corridors limit(ConcurrencyLimit limit) {
		this.limits = (dependency) -> limit;
		return this;
	}

	public Corridors classifiers(FailureClassifier... classifiers) {
		this.classifiers = List.of(classifiers);
		return this;
	}

	public Corridors fallback(String name, Fallback fallback) {
		this.fallbacks = Map.of(name, fallback);
		return this;
	}

	public Corridors listeners(Listeners listeners) {
		this.listeners = listeners;
		return this;
	}

	public Corridors recorder(Recorder recorder) {
		return listeners(recorder.listeners());
	}

	public Resilience build() {
		CircuitBreaker.Factory factory = (this.breakers != null) ? this.breakers
				: new Resilience4jCircuitBreakers(this.timing, List.of());
		return new Resilience(this.workload, new Engines(factory, this.limits),
				new Machinery(this.timer, this.workers::execute, this.timing),
				new Adapters(this.classifiers, List.of()), (dependency) -> {
					String fallback = dependency.resilience().fallback();
					return (fallback != null) ? this.fallbacks.get(fallback) : null;
				}, this.listeners);
	}

	@Override
	public void close() {
		this.timer.close();
		this.workers.close();
	}

}
