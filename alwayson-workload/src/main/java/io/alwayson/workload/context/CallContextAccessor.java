package io.alwayson.workload.context;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Carries the {@link CallContext} over threads and into Reactor, found by Micrometer's
 * context propagation through {@link java.util.ServiceLoader}.
 */
public final class CallContextAccessor implements ThreadLocalAccessor<CallContext> {

	@Override
	public Object key() {
		return WorkloadContext.KEY;
	}

	@Override
	public @Nullable CallContext getValue() {
		CallContext current = WorkloadContext.current();
		return (current != CallContext.NONE) ? current : null;
	}

	@Override
	public void setValue(CallContext value) {
		WorkloadContext.set(value);
	}

	@Override
	public void setValue() {
		WorkloadContext.set(CallContext.NONE);
	}

}
