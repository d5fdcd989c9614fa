package io.alwayson.workload.binding;

import org.jspecify.annotations.Nullable;

/**
 * Keys under {@code alwayson.stamp}.
 *
 * @param id name of the stamp, for example weu-blue. Mandatory outside the environment
 * local
 * @param region Azure region, for example westeurope. Mandatory outside the environment
 * local
 * @param environment environment of the stamp; anything but local is strict
 * @param release version of the release unit
 */
public record StampProperties(@Nullable String id, @Nullable String region, @Nullable String environment,
		@Nullable String release) {
}
