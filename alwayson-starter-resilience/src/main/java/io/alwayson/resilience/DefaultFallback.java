package io.alwayson.resilience;

import io.alwayson.workload.Dependency;

/**
 * Answers in place of dependencies of a kind that declare no fallback of their own. A
 * bean of an adapter.
 */
public interface DefaultFallback extends Fallback {

	/** Whether it answers for that dependency. */
	boolean isFor(Dependency dependency);

}
