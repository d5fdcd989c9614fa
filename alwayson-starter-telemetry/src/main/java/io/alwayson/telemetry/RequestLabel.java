package io.alwayson.telemetry;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What the work of a thread is about: its request and its user flow. The MDC is the one
 * holder, so that log lines, spans and requests that go out can not disagree.
 */
public enum RequestLabel {

	/** The correlation id. */
	CORRELATION_ID(TelemetryNames.MDC_CORRELATION_ID),

	/** The user flow. */
	FLOW(TelemetryNames.MDC_FLOW);

	private final String mdcKey;

	RequestLabel(String mdcKey) {
		this.mdcKey = mdcKey;
	}

	/** Key of this label in a Reactor context. */
	public String key() {
		return "io.alwayson.telemetry." + this.mdcKey;
	}

	/** The label of the calling thread, or {@code null}. */
	public @Nullable String get() {
		return MDC.get(this.mdcKey);
	}

	/** Sets the label of the calling thread; {@code null} takes it away. */
	public void set(@Nullable String value) {
		if (value != null) {
			MDC.put(this.mdcKey, value);
		}
		else {
			MDC.remove(this.mdcKey);
		}
	}

}
