package io.alwayson.workload.binding;

import java.util.List;

import io.alwayson.workload.Inbound;
import org.jspecify.annotations.Nullable;

/**
 * Keys under {@code alwayson.inbound}.
 *
 * @param limit off, observe or enforce
 * @param trustedNetworks networks in CIDR notation whose deadline and criticality headers
 * are believed
 */
public record InboundProperties(Inbound.@Nullable Limit limit, @Nullable List<String> trustedNetworks) {
}
