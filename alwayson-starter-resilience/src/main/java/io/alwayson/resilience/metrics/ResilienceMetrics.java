package io.alwayson.resilience.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.alwayson.resilience.CircuitBreaker;
import io.alwayson.resilience.HedgeRefusal;
import io.alwayson.resilience.HedgeResult;
import io.alwayson.resilience.ResilienceListener;
import io.alwayson.resilience.RetryReason;
import io.alwayson.resilience.RetryRefusal;
import io.alwayson.workload.Workload;
import io.alwayson.workload.context.CallOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of protected calls. Their names are a contract, and so are their tags: every
 * value is a declared dependency or one of a fixed list.
 */
public final class ResilienceMetrics implements MeterBinder, ResilienceListener {

	/** Counter by dependency and outcome: calls that are over. */
	public static final String CALLS = "alwayson.resilience.calls";

	/** Counter by dependency and reason: retries that were decided. */
	public static final String RETRIES = "alwayson.resilience.retries";

	/**
	 * Counter by dependency and reason: retries that would have been safe and were not
	 * made.
	 */
	public static final String RETRIES_REFUSED = "alwayson.resilience.retries.refused";

	/** Counter by dependency and reason: attempts that a protection refused. */
	public static final String REJECTIONS = "alwayson.resilience.rejections";

	/** Counter by dependency and outcome: hedges that ended. */
	public static final String HEDGES = "alwayson.resilience.hedges";

	/** Counter by dependency and reason: hedges that were due and did not start. */
	public static final String HEDGES_REFUSED = "alwayson.resilience.hedges.refused";

	/** Counter by dependency and outcome: calls that went to the fallback. */
	public static final String FALLBACKS = "alwayson.resilience.fallbacks";

	/**
	 * Counter by dependency and reason: operations that outlived their attempt timeout.
	 */
	public static final String OVERRUNS = "alwayson.resilience.overruns";

	/** Gauge by dependency: 0 closed, 1 half-open, 2 open. */
	public static final String CIRCUIT_STATE = "alwayson.resilience.circuit.state";

	private static final String DEPENDENCY = "dependency";

	private static final String REASON = "reason";

	private static final String OUTCOME = "outcome";

	private final List<Registration> registrations = new CopyOnWriteArrayList<>();

	private final Map<String, AtomicInteger> circuitStates = new TreeMap<>();

	/** Creates the meters of the declared dependencies. */
	public ResilienceMetrics(Workload workload) {
		workload.dependencies().keySet().forEach((name) -> this.circuitStates.put(name, new AtomicInteger()));
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.registrations.add(new Registration(registry, new ConcurrentHashMap<>()));
		this.circuitStates.forEach((dependency, state) -> Gauge.builder(CIRCUIT_STATE, state, AtomicInteger::get)
			.description("0 closed, 1 half-open, 2 open")
			.tag(DEPENDENCY, dependency)
			.register(registry));
	}

	@Override
	public void onCall(String dependency, CallOutcome.Result result, int attempts, Duration duration) {
		count(CALLS, dependency, OUTCOME, lower(result));
	}

	@Override
	public void onRetry(String dependency, RetryReason reason, Duration wait) {
		count(RETRIES, dependency, REASON, lower(reason));
	}

	@Override
	public void onRetryRefused(String dependency, RetryRefusal reason) {
		count(RETRIES_REFUSED, dependency, REASON, lower(reason));
	}

	@Override
	public void onRejected(String dependency, String policy) {
		count(REJECTIONS, dependency, REASON, policy.replace(' ', '_'));
	}

	@Override
	public void onHedge(String dependency, HedgeResult result) {
		count(HEDGES, dependency, OUTCOME, lower(result));
	}

	@Override
	public void onHedgeRefused(String dependency, HedgeRefusal reason) {
		count(HEDGES_REFUSED, dependency, REASON, lower(reason));
	}

	@Override
	public void onFallback(String dependency, boolean answered) {
		count(FALLBACKS, dependency, OUTCOME, answered ? "answered" : "declined");
	}

	@Override
	public void onCircuitState(String dependency, CircuitBreaker.State state) {
		AtomicInteger value = this.circuitStates.get(dependency);
		if (value != null) {
			value.set(switch (state) {
				case CLOSED -> 0;
				case HALF_OPEN -> 1;
				case OPEN -> 2;
			});
		}
	}

	@Override
	public void onOverrun(String dependency) {
		count(OVERRUNS, dependency, REASON, "ignored_interrupt");
	}

	private void count(String name, String dependency, String key, String value) {
		for (Registration registration : this.registrations) {
			registration.counter(new Id(name, dependency, key, value)).increment();
		}
	}

	private static String lower(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

	private record Id(String name, String dependency, String key, String value) {
	}

	/**
	 * A registry and its counters, so that a call looks up one key and builds no tags.
	 */
	private record Registration(MeterRegistry registry, Map<Id, Counter> counters) {

		Counter counter(Id id) {
			Counter known = this.counters.get(id);
			return (known != null) ? known : this.counters.computeIfAbsent(id,
					(key) -> this.registry.counter(key.name(), DEPENDENCY, key.dependency(), key.key(), key.value()));
		}

	}

}
