package io.alwayson.workload.binding;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * Keys under {@code alwayson.resilience}.
 *
 * @param enabled whether the resilience starter does anything
 * @param defaults how calls to a dependency are protected unless it says otherwise
 */
public record ResilienceProperties(@Nullable Boolean enabled,
		@NestedConfigurationProperty @Nullable ResilienceOverrides defaults) {
}
