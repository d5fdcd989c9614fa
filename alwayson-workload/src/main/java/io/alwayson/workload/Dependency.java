package io.alwayson.workload;

import org.jspecify.annotations.Nullable;

/**
 * One thing that this service leans on. Its check, its client and its telemetry names
 * follow from this value.
 *
 * @param name key under {@code alwayson.dependencies}; also the name of its beans, its
 * check and its tag value
 * @param target what it is
 * @param failureScope how far its failure reaches
 * @param declaredImpact the impact that was declared, or {@code null} if none was
 * @param client which client is used: {@code auto}, {@code none} or {@code bean:<name>}
 * @param health how it is checked
 * @param resilience how calls to it are protected
 */
public record Dependency(String name, Target target, FailureScope failureScope, @Nullable Impact declaredImpact,
		String client, HealthPolicy health, ResiliencePolicy resilience) {

	/** Make a client, or adopt an existing bean for the same endpoint. */
	public static final String CLIENT_AUTO = "auto";

	/** Leave clients alone. */
	public static final String CLIENT_NONE = "none";

	/** The kind of dependency. */
	public DependencyType type() {
		return this.target.type();
	}

	/** What its failure does to the flows that use it, unless a flow says otherwise. */
	public Impact impact() {
		return (this.declaredImpact != null) ? this.declaredImpact : Impact.STANDARD;
	}

	/**
	 * What its failure does to the stamp when no flow uses it: limited unless declared.
	 */
	public Impact impactOnStamp() {
		return (this.declaredImpact != null) ? this.declaredImpact : Impact.LIMITED;
	}

}
