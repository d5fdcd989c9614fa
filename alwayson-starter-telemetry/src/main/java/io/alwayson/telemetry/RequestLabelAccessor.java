package io.alwayson.telemetry;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Carries one label, found by Micrometer's context propagation through
 * {@link java.util.ServiceLoader}.
 */
abstract class RequestLabelAccessor implements ThreadLocalAccessor<String> {

	private final RequestLabel label;

	RequestLabelAccessor(RequestLabel label) {
		this.label = label;
	}

	@Override
	public Object key() {
		return this.label.key();
	}

	@Override
	public @Nullable String getValue() {
		return this.label.get();
	}

	@Override
	public void setValue(String value) {
		this.label.set(value);
	}

	@Override
	public void setValue() {
		this.label.set(null);
	}

}
