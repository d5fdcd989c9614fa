package io.alwayson.resilience.observation;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

import io.alwayson.resilience.CircuitBreaker;
import io.alwayson.resilience.HedgeRefusal;
import io.alwayson.resilience.HedgeResult;
import io.alwayson.resilience.ResilienceListener;
import io.alwayson.resilience.RetryReason;
import io.alwayson.resilience.RetryRefusal;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Tells the current observation, and so the current span, what protection did. The name
 * of an event is one of a fixed list; on a span it is followed by the dependency and the
 * reason. Does nothing without a current observation, and nothing for a call of which
 * there is nothing to tell.
 */
public final class ResilienceEvents implements ResilienceListener {

	/** A call will be attempted again. */
	public static final String RETRY = "alwayson.retry";

	/** A call that could be attempted again is not. */
	public static final String RETRY_REFUSED = "alwayson.retry.refused";

	/** An attempt was not started. */
	public static final String REJECTION = "alwayson.rejection";

	/** A hedge has ended. */
	public static final String HEDGE = "alwayson.hedge";

	/** A slow first attempt gets no company. */
	public static final String HEDGE_REFUSED = "alwayson.hedge.refused";

	/** The declared fallback was asked. */
	public static final String FALLBACK = "alwayson.fallback";

	/** The circuit breaker changed its state. */
	public static final String CIRCUIT = "alwayson.circuit";

	/** An operation was interrupted and still runs. */
	public static final String OVERRUN = "alwayson.overrun";

	private final Supplier<@Nullable ObservationRegistry> registry;

	/**
	 * Creates a listener.
	 * @param registry asked for each event, and not before
	 */
	public ResilienceEvents(Supplier<@Nullable ObservationRegistry> registry) {
		this.registry = registry;
	}

	@Override
	public void onRetry(String dependency, RetryReason reason, Duration wait) {
		tell(RETRY, dependency, lower(reason));
	}

	@Override
	public void onRetryRefused(String dependency, RetryRefusal reason) {
		tell(RETRY_REFUSED, dependency, lower(reason));
	}

	@Override
	public void onRejected(String dependency, String policy) {
		tell(REJECTION, dependency, policy.replace(' ', '_'));
	}

	@Override
	public void onHedge(String dependency, HedgeResult result) {
		tell(HEDGE, dependency, lower(result));
	}

	@Override
	public void onHedgeRefused(String dependency, HedgeRefusal reason) {
		tell(HEDGE_REFUSED, dependency, lower(reason));
	}

	@Override
	public void onFallback(String dependency, boolean answered) {
		tell(FALLBACK, dependency, answered ? "answered" : "declined");
	}

	@Override
	public void onCircuitState(String dependency, CircuitBreaker.State state) {
		tell(CIRCUIT, dependency, lower(state));
	}

	@Override
	public void onOverrun(String dependency) {
		tell(OVERRUN, dependency, "ignored_interrupt");
	}

	private void tell(String name, String dependency, String detail) {
		ObservationRegistry known = this.registry.get();
		Observation current = (known != null) ? known.getCurrentObservation() : null;
		if (current != null) {
			current.event(Observation.Event.of(name, name + " " + dependency + " " + detail));
		}
	}

	private static String lower(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

}
