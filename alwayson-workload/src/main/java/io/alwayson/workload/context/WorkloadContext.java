package io.alwayson.workload.context;

/**
 * The one holder of the current {@link CallContext}: a thread-local for blocking code, an
 * entry under {@link #KEY} in the Reactor context for reactive code. Where Micrometer's
 * context propagation is present, both are kept in step and carried over threads by the
 * accessor that this module registers.
 */
public final class WorkloadContext {

	/** Key of the {@link CallContext} in a Reactor context. */
	public static final String KEY = "io.alwayson.workload.context";

	/**
	 * Key in SLF4J's MDC while a probe's work is done on the threads of a client, for
	 * whom the context is not enough: where Reactor restores it, subscriptions without
	 * one lose it. Telemetry leaves out lines that have the key.
	 */
	public static final String PROBE_LINES = "alwayson.probe";

	private static final ThreadLocal<CallContext> CURRENT = new ThreadLocal<>();

	private WorkloadContext() {
	}

	/**
	 * The context of the calling thread, {@link CallContext#NONE} where there is none.
	 */
	public static CallContext current() {
		CallContext context = CURRENT.get();
		return (context != null) ? context : CallContext.NONE;
	}

	/**
	 * Makes the given context current until the scope is closed, on the same thread,
	 * which restores what was current before.
	 */
	public static Scope open(CallContext context) {
		CallContext previous = current();
		set(context);
		return () -> set(previous);
	}

	static void set(CallContext context) {
		if (context == CallContext.NONE) {
			// Nothing stays behind on a pooled thread.
			CURRENT.remove();
		}
		else {
			CURRENT.set(context);
		}
	}

	/** Ends what {@link #open} began. */
	@FunctionalInterface
	public interface Scope extends AutoCloseable {

		@Override
		void close();

	}

}
