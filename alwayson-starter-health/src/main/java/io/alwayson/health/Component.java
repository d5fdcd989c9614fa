package io.alwayson.health;

import java.time.Duration;

import io.alwayson.workload.Dependency;
import io.alwayson.workload.DependencyType;
import io.alwayson.workload.FailureScope;
import io.alwayson.workload.HealthPolicy;
import io.alwayson.workload.Impact;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A leaf of the health graph: a declared dependency or an adopted contributor, with the
 * check that speaks for it.
 *
 * @param name its name, unique among components
 * @param check how it is checked, or {@code null} where nothing can: it stays UNKNOWN
 * @param policy when it is checked
 * @param scope how far its failure reaches
 * @param scopeIsOpen whether the check may find another scope, because none was declared
 * @param impactOnStamp what its failure does to the stamp if no flow uses it
 * @param sibling whether it is another service of this stamp, which judges itself
 * @param probed whether {@code /readyz} waits for it as a member of Boot's readiness
 * group
 */
public record Component(String name, @Nullable HealthCheck check, HealthPolicy policy, FailureScope scope,
		boolean scopeIsOpen, Impact impactOnStamp, boolean sibling, boolean probed) {

	private static final Logger logger = LoggerFactory.getLogger(Component.class);

	private static final HealthPolicy ADOPTED = new HealthPolicy(Duration.ofSeconds(10), Duration.ofSeconds(2),
			Duration.ofSeconds(3), Duration.ofMillis(1500), 3, 2, Duration.ofSeconds(33));

	/** A declared dependency. */
	public static Component declared(Dependency dependency, @Nullable HealthCheck check) {
		return new Component(dependency.name(), check, dependency.health(), dependency.failureScope(),
				dependency.declaredScope() == null, dependency.impactOnStamp(),
				dependency.type() == DependencyType.STAMP_SERVICE, false);
	}

	/**
	 * Something that is watched though nobody declared it: its failure degrades the stamp
	 * and never moves traffic.
	 */
	public static Component adopted(String name, HealthCheck check) {
		return new Component(name, check, ADOPTED, FailureScope.GLOBAL, false, Impact.LIMITED, false, false);
	}

	/** As a member of Boot's readiness group. */
	public Component inReadinessGroup() {
		return new Component(this.name, this.check, this.policy, this.scope, this.scopeIsOpen, this.impactOnStamp,
				this.sibling, true);
	}

	/** With the scope that the check has found by now; this one if nothing is new. */
	Component rescoped() {
		FailureScope found = (this.check != null && this.scopeIsOpen) ? foundBy(this.check) : null;
		return (found == null || found == this.scope) ? this : new Component(this.name, this.check, this.policy, found,
				this.scopeIsOpen, this.impactOnStamp, this.sibling, this.probed);
	}

	private static @Nullable FailureScope foundBy(HealthCheck check) {
		try {
			return check.scope();
		}
		catch (Throwable ex) {
			logger.debug("The scope that the check {} found is not known", check.getClass().getName(), ex);
			return null;
		}
	}

}
