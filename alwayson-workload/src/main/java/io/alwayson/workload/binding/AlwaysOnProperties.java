package io.alwayson.workload.binding;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * The keys under {@code alwayson}, as written: nothing is resolved yet.
 *
 * @param stamp who this is
 * @param dependencies what the service leans on, by name
 * @param groups redundant members of which some must be healthy, by name
 * @param flows what users do, by name
 * @param health health settings
 * @param resilience resilience settings
 * @param inbound what is asked of requests that come in
 */
@ConfigurationProperties("alwayson")
public record AlwaysOnProperties(@NestedConfigurationProperty @Nullable StampProperties stamp,
		@Nullable Map<String, DependencyProperties> dependencies, @Nullable Map<String, GroupProperties> groups,
		@Nullable Map<String, FlowProperties> flows, @NestedConfigurationProperty @Nullable HealthProperties health,
		@NestedConfigurationProperty @Nullable ResilienceProperties resilience,
		@NestedConfigurationProperty @Nullable InboundProperties inbound) {

	static final String PREFIX = "alwayson";

	Map<String, DependencyProperties> declaredDependencies() {
		return (this.dependencies != null) ? this.dependencies : Map.of();
	}

	Map<String, GroupProperties> declaredGroups() {
		return (this.groups != null) ? this.groups : Map.of();
	}

	Map<String, FlowProperties> declaredFlows() {
		return (this.flows != null) ? this.flows : Map.of();
	}

}
