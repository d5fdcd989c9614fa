package io.alwayson.telemetry;

/**
 * Carries the correlation id over threads and into Reactor.
 */
public final class CorrelationIdAccessor extends RequestLabelAccessor {

	/** Called by {@link java.util.ServiceLoader}. */
	public CorrelationIdAccessor() {
		super(RequestLabel.CORRELATION_ID);
	}

}
