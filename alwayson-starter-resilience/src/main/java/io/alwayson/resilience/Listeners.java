package io.alwayson.resilience;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.alwayson.workload.context.CallOutcome;
import io.alwayson.workload.context.CallOutcomeListener;
import io.alwayson.workload.context.DependencySignal;
import io.alwayson.workload.context.DependencySignalListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everybody who hears of calls. One that throws does not touch the call, and the others
 * hear of it all the same.
 */
public final class Listeners {

	private static final Logger logger = LoggerFactory.getLogger(Listeners.class);

	private final List<CallOutcomeListener> outcomes;

	private final List<DependencySignalListener> signals;

	private final List<ResilienceListener> events;

	/** Creates a fan-out to the given listeners. */
	public Listeners(List<CallOutcomeListener> outcomes, List<DependencySignalListener> signals,
			List<ResilienceListener> events) {
		this.outcomes = List.copyOf(outcomes);
		this.signals = List.copyOf(signals);
		this.events = List.copyOf(events);
	}

	/** Whether anybody wants to hear of attempts: else none is described. */
	boolean hearOfAttempts() {
		return !this.outcomes.isEmpty();
	}

	/** Whether anybody wants to hear of calls. */
	boolean hearOfCalls() {
		return !this.events.isEmpty();
	}

	void onCallOutcome(CallOutcome outcome) {
		tell(this.outcomes, (listener) -> listener.onCallOutcome(outcome));
	}

	/** Tells all of a signal. Never throws. */
	public void onDependencySignal(DependencySignal signal) {
		tell(this.signals, (listener) -> listener.onDependencySignal(signal));
	}

	void onCall(String dependency, CallOutcome.Result result, int attempts, long durationNanos) {
		Duration duration = Duration.ofNanos(durationNanos);
		tell(this.events, (listener) -> listener.onCall(dependency, result, attempts, duration));
	}

	void onRetry(String dependency, RetryReason reason, long waitNanos) {
		tell(this.events, (listener) -> listener.onRetry(dependency, reason, Duration.ofNanos(waitNanos)));
	}

	void onRetryRefused(String dependency, RetryRefusal reason) {
		tell(this.events, (listener) -> listener.onRetryRefused(dependency, reason));
	}

	void onRejected(String dependency, String policy) {
		tell(this.events, (listener) -> listener.onRejected(dependency, policy));
	}

	void onHedge(String dependency, HedgeResult result) {
		tell(this.events, (listener) -> listener.onHedge(dependency, result));
	}

	void onHedgeRefused(String dependency, HedgeRefusal reason) {
		tell(this.events, (listener) -> listener.onHedgeRefused(dependency, reason));
	}

	void onFallback(String dependency, boolean answered) {
		tell(this.events, (listener) -> listener.onFallback(dependency, answered));
	}

	void onCircuitState(String dependency, CircuitBreaker.State state) {
		tell(this.events, (listener) -> listener.onCircuitState(dependency, state));
	}

	void onOverrun(String dependency) {
		tell(this.events, (listener) -> listener.onOverrun(dependency));
	}

	private static <L> void tell(List<L> listeners, Consumer<L> event) {
		for (L listener : listeners) {
			try {
				event.accept(listener);
			}
			catch (RuntimeException ex) {
				logger.debug("Dropped what a listener threw: {}", listener.getClass().getName(), ex);
			}
		}
	}

}
