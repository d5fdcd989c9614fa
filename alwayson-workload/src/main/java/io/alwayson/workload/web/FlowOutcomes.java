package io.alwayson.workload.web;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

import io.alwayson.workload.context.FlowOutcome;
import io.alwayson.workload.context.FlowOutcomeListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.web.ErrorResponse;

/**
 * Tells the listeners what became of a request. A listener that throws is logged and does
 * not touch the request.
 */
public final class FlowOutcomes {

	private static final Logger logger = LoggerFactory.getLogger(FlowOutcomes.class);

	private static final int FIRST_BAD_STATUS = 500;

	private final List<FlowOutcomeListener> listeners;

	private final LongSupplier nanoTime;

	/**
	 * Creates the reporter.
	 * @param nanoTime the scale of {@link System#nanoTime()}
	 */
	public FlowOutcomes(List<FlowOutcomeListener> listeners, LongSupplier nanoTime) {
		this.listeners = List.copyOf(listeners);
		this.nanoTime = nanoTime;
	}

	long now() {
		return this.nanoTime.getAsLong();
	}

	void report(@Nullable String flow, long startedAt, int status, @Nullable Throwable failure) {
		if (flow == null) {
			return;
		}
		boolean good = (failure != null) ? statusOf(failure) < FIRST_BAD_STATUS : status < FIRST_BAD_STATUS;
		FlowOutcome outcome = new FlowOutcome(flow, good, Duration.ofNanos(Math.max(0, now() - startedAt)));
		for (FlowOutcomeListener listener : this.listeners) {
			try {
				listener.onFlowOutcome(outcome);
			}
			catch (RuntimeException ex) {
				logger.warn("{} failed on the outcome of flow {}", listener.getClass().getName(), flow, ex);
			}
		}
	}

	/**
	 * An exception that stands for a client's error is an answer, and no fault of ours.
	 */
	private static int statusOf(Throwable failure) {
		return (failure instanceof ErrorResponse response) ? response.getStatusCode().value() : FIRST_BAD_STATUS;
	}

}
