package io.alwayson.health;

import io.alwayson.workload.Dependency;
import org.jspecify.annotations.Nullable;

/**
 * Makes the checks of a type of dependency. All beans of this type are asked in order;
 * the first answer counts. A {@link HealthCheck} bean of the dependency's name goes
 * before all of them.
 */
@FunctionalInterface
public interface HealthCheckFactory {

	/**
	 * The check of the dependency, or {@code null} if it is not of a type that this
	 * factory knows. Opens no connection.
	 */
	@Nullable HealthCheck create(Dependency dependency);

}
