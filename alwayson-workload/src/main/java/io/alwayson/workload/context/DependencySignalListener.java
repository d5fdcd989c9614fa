package io.alwayson.workload.context;

/**
 * Hears of signals about declared dependencies. Implementations are thread-safe, never
 * block and never throw.
 */
@FunctionalInterface
public interface DependencySignalListener {

	/** Called when a signal starts, is renewed or ends. */
	void onDependencySignal(DependencySignal signal);

}
