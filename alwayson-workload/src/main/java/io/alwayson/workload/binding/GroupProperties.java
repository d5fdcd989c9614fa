package io.alwayson.workload.binding;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Keys under {@code alwayson.groups.<name>}.
 *
 * @param members names of declared dependencies. Mandatory
 * @param minHealthy how many members must be healthy; default 1
 */
public record GroupProperties(@Nullable List<String> members, @Nullable Integer minHealthy) {
}
