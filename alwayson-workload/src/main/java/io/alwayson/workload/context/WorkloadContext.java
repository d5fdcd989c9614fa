package io.alwayson.workload.context;

import org.jspecify.annotations.Nullable;

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
	 * one lose it. Telemetry leaves out lines that have the key. Without a dot:
	 * structured logs nest names at dots, and have an {@code alwayson} already.
	 */
	public static final String PROBE_LINES = "alwaysonProbe";

	/** A {@link CallContext}, or what makes one when somebody asks. */
	private static final ThreadLocal<Object> CURRENT = new ThreadLocal<>();

	private WorkloadContext() {
	}

	/**
	 * The context of the calling thread, {@link CallContext#NONE} where there is none.
	 */
	public static CallContext current() {
		Object known = CURRENT.get();
		if (known instanceof CallContext context) {
			return context;
		}
		if (known instanceof Source source) {
			CallContext context = source.context();
			CURRENT.set(context);
			return context;
		}
		return CallContext.NONE;
	}

	/**
	 * Makes the given context current until the scope is closed, on the same thread,
	 * which restores what was current before.
	 */
	public static Scope open(CallContext context) {
		Object previous = CURRENT.get();
		set(context);
		return () -> restore(previous);
	}

	/**
	 * Does the same with a context that is made when somebody asks for it, which most
	 * work never does.
	 * @param source asked at most once, on the calling thread
	 */
	public static Scope openLazily(Source source) {
		Object previous = CURRENT.get();
		CURRENT.set(source);
		return () -> restore(previous);
	}

	static void set(CallContext context) {
		restore((context != CallContext.NONE) ? context : null);
	}

	private static void restore(@Nullable Object previous) {
		if (previous == null) {
			// Nothing stays behind on a pooled thread.
			CURRENT.remove();
		}
		else {
			CURRENT.set(previous);
		}
	}

	/** Makes a context. */
	@FunctionalInterface
	public interface Source {

		/** The context. */
		CallContext context();

	}

	/** Ends what {@link #open} began. */
	@FunctionalInterface
	public interface Scope extends AutoCloseable {

		@Override
		void close();

	}

}
