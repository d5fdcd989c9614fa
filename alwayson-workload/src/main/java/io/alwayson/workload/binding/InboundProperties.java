package io.alwayson.workload.binding;

import java.util.List;

import io.alwayson.workload.Inbound;
import org.jspecify.annotations.Nullable;

/**
 * Keys under {@code alwayson.inbound}.
 *
 * @param limit off, observe or enforce
 * @param trustedNetworks networks in CIDR notation whose deadline and criticality headers
 * are believed, and whose callers need not come through Front Door
 * @param frontDoorIds ids of the Front Door profiles through which requests must come
 */
public record InboundProperties(Inbound.@Nullable Limit limit, @Nullable List<String> trustedNetworks,
		@Nullable List<String> frontDoorIds) {
}
