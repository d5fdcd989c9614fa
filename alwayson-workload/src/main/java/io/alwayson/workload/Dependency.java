package io.alwayson.workload;

import org.jspecify.annotations.Nullable;

/**
 * One thing that this service leans on. Its check, its client and its telemetry names
 * follow from this value.
 *
 * @param name key under {@code alwayson.dependencies}; also the name of its beans, its
 * check and its tag value
 * @param target what it is
 * @param declaredScope how far its failure was declared to reach, or {@code null} if that
 * was left to its type
 * @param declaredImpact the impact that was declared, or {@code null} if none was
 * @param client which client is used: {@code auto}, {@code none} or {@code bean:<name>}
 * @param health how it is checked
 * @param resilience how calls to it are protected
 */
public record Dependency(String name, Target target, @Nullable FailureScope declaredScope,
		@Nullable Impact declaredImpact, String client, HealthPolicy health, ResiliencePolicy resilience) {

	/** Make a client, or adopt an existing bean for the same endpoint. */
	public static final String CLIENT_AUTO = "auto";

	/** Leave clients alone. */
	public static final String CLIENT_NONE = "none";

	/** The kind of dependency. */
	public DependencyType type() {
		return this.target.type();
	}

	/**
	 * How far its failure reaches, as far as the declaration tells: a check of a type
	 * whose scope depends on what is found may know better.
	 */
	public FailureScope failureScope() {
		FailureScope byType = type().defaultScope();
		if (this.declaredScope != null) {
			return this.declaredScope;
		}
		return (byType != null) ? byType : FailureScope.GLOBAL;
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
