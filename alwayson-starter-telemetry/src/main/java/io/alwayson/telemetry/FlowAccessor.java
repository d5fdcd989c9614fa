package io.alwayson.telemetry;

/**
 * Carries the user flow of log lines over threads and into Reactor.
 */
public final class FlowAccessor extends RequestLabelAccessor {

	/** Called by {@link java.util.ServiceLoader}. */
	public FlowAccessor() {
		super(RequestLabel.FLOW);
	}

}
