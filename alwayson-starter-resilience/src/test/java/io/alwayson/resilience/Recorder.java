package io.alwayson.resilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.alwayson.workload.context.CallOutcome;
import io.alwayson.workload.context.CallOutcomeListener;
import io.alwayson.workload.context.DependencySignal;
import io.alwayson.workload.context.DependencySignalListener;

/**
 * Remembers all that listeners are told.
 */
public final class Recorder implements CallOutcomeListener, DependencySignalListener, ResilienceListener {

	public final List<CallOutcome> outcomes = Collections.synchronizedList(new ArrayList<>());

	public final List<DependencySignal> signals = Collections.synchronizedList(new ArrayList<>());

	public final List<String> events = Collections.synchronizedList(new ArrayList<>());

	public Listeners listeners() {
		return new Listeners(List.of(this), List.of(this), List.of(this));
	}

	public List<CallOutcome.Result> results() {
		return this.outcomes.stream().map(CallOutcome::result).toList();
	}

	@Override
	public void onCallOutcome(CallOutcome outcome) {
		this.outcomes.add(outcome);
	}

	@Override
	public void onDependencySignal(DependencySignal signal) {
		this.signals.add(signal);
	}

	@Override
	public void onCall(String dependency, CallOutcome.Result result, int attempts, Duration duration) {
		this.events.add("call " + result + " after " + attempts);
	}

	@Override
	public void onRetry(String dependency, RetryReason reason, Duration wait) {
		this.events.add("retry " + reason);
	}

	@Override
	public void onRetryRefused(String dependency, RetryRefusal reason) {
		this.events.add("no retry " + reason);
	}

	@Override
	public void onRejected(String dependency, String policy) {
		this.events.add("rejected by " + policy);
	}

	@Override
	public void onHedge(String dependency, HedgeResult result) {
		this.events.add("hedge " + result);
	}

	@Override
	public void onHedgeRefused(String dependency, HedgeRefusal reason) {
		this.events.add("no hedge " + reason);
	}

	@Override
	public void onFallback(String dependency, boolean answered) {
		this.events.add(answered ? "fallback" : "no fallback");
	}

	@Override
	public void onCircuitState(String dependency, CircuitBreaker.State state) {
		this.events.add("circuit " + state);
	}

	@Override
	public void onOverrun(String dependency) {
		this.events.add("overrun");
	}

}
