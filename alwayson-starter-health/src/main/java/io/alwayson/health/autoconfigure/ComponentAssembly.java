package io.alwayson.health.autoconfigure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.alwayson.health.Component;
import io.alwayson.health.HealthCheck;
import io.alwayson.health.HealthCheckFactory;
import io.alwayson.health.actuate.Contributors;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.DependencyType;
import io.alwayson.workload.FailureScope;
import io.alwayson.workload.Workload;
import io.alwayson.workload.binding.InvalidWorkloadException;
import io.alwayson.workload.binding.Violation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the check of each declared dependency, and adopts the contributors that stand for
 * none.
 */
final class ComponentAssembly {

	private static final Logger logger = LoggerFactory.getLogger(StampHealthAutoConfiguration.class);

	/** The others are reached over the network, and by every pod. */
	private static final Set<DependencyType> MAY_BE_LOCAL = Set.of(DependencyType.CUSTOM, DependencyType.HTTP,
			DependencyType.JDBC);

	private final Workload workload;

	private final Map<String, HealthCheck> checks;

	private final List<HealthCheckFactory> factories;

	private final Contributors contributors;

	private final DataSourceLookup dataSources;

	private final ProbeGroups groups;

	ComponentAssembly(Workload workload, Map<String, HealthCheck> checks, List<HealthCheckFactory> factories,
			Contributors contributors, DataSourceLookup dataSources, ProbeGroups groups) {
		this.workload = workload;
		this.checks = checks;
		this.factories = factories;
		this.contributors = contributors;
		this.dataSources = dataSources;
		this.groups = groups;
	}

	List<Component> assemble() {
		Map<String, Component> components = new LinkedHashMap<>();
		List<String> unchecked = new ArrayList<>();
		Map<String, String> replaced = new HashMap<>();
		for (Dependency dependency : this.workload.dependencies().values()) {
			HealthCheck check = checkOf(dependency);
			if (check != null) {
				replaced.put(dependency.name(), dependency.name());
				this.dataSources.contributors(dependency).forEach((name) -> replaced.put(name, dependency.name()));
			}
			else {
				unchecked.add(dependency.name() + " (" + dependency.type().id() + ")");
			}
			components.put(dependency.name(), Component.declared(dependency, check));
		}
		if (!unchecked.isEmpty()) {
			logger.info("No health check for {}: UNKNOWN, which degrades and never refuses traffic. "
					+ "A HealthCheck bean of the dependency's name would be used", unchecked);
		}
		warnOfUnusedChecks();
		components.putAll(this.contributors.adopted(replaced.keySet()));
		checkReadiness(components);
		joinReadinessGroup(components, replaced);
		this.groups.warnOfLiveness(this.contributors.names());
		return List.copyOf(components.values());
	}

	private void warnOfUnusedChecks() {
		List<String> unused = this.checks.keySet()
			.stream()
			.filter((name) -> this.workload.dependencies()
				.keySet()
				.stream()
				.noneMatch((it) -> Contributors.isSame(it, name)))
			.toList();
		if (!unused.isEmpty()) {
			logger.warn("HealthCheck beans {} are never run: no dependency of that name is declared under "
					+ "alwayson.dependencies", unused);
		}
	}

	/** The order of precedence, the application's own first. */
	private @Nullable HealthCheck checkOf(Dependency dependency) {
		for (Map.Entry<String, HealthCheck> own : this.checks.entrySet()) {
			if (Contributors.isSame(own.getKey(), dependency.name())) {
				return own.getValue();
			}
		}
		for (HealthCheckFactory factory : this.factories) {
			HealthCheck made = factory.create(dependency);
			if (made != null) {
				return made;
			}
		}
		return this.contributors.named(dependency.name());
	}

	/**
	 * By what is declared, not by a default: the pods of a stamp share its database.
	 * Contributors may be anything, and most are local.
	 */
	private boolean isShared(String name) {
		Dependency dependency = this.workload.dependencies().get(name);
		return dependency != null
				&& (dependency.declaredScope() != FailureScope.STAMP || !MAY_BE_LOCAL.contains(dependency.type()));
	}

	private void checkReadiness(Map<String, Component> components) {
		List<Violation> violations = new ArrayList<>(this.workload.health()
			.readiness()
			.stream()
			.filter((name) -> !components.containsKey(name))
			.map((name) -> new Violation("alwayson.health.readiness", name,
					"is neither a declared dependency nor a health contributor",
					"Correct or remove it; there are " + components.keySet()))
			.toList());
		this.workload.health()
			.readiness()
			.stream()
			.filter(this::isShared)
			.map((name) -> new Violation("alwayson.health.readiness", name,
					"is shared by all pods: its outage would take every one of them out of the service",
					"Remove it; let flows use it, or say failure-scope stamp if it is local to the pod"))
			.forEach(violations::add);
		if (!violations.isEmpty()) {
			throw new InvalidWorkloadException(violations);
		}
	}

	/**
	 * What is shared by all pods is left out here as well, but ends no start: Boot allows
	 * it.
	 */
	private void joinReadinessGroup(Map<String, Component> components, Map<String, String> replaced) {
		List<String> leftOut = new ArrayList<>();
		for (String member : this.groups.readiness(this.contributors.names())) {
			String name = components.containsKey(member) ? member : standIn(member, replaced);
			Component component = components.get(name);
			if (component == null) {
				leftOut.add(member);
			}
			else if (isShared(name)) {
				leftOut.add(member + " (" + name + " is shared by all pods)");
			}
			else {
				components.put(name, component.inReadinessGroup());
			}
		}
		this.groups.warnOfReadiness(leftOut);
	}

	/** The declared dependency that stands for the contributor, else its own name. */
	private static String standIn(String contributor, Map<String, String> replaced) {
		return replaced.entrySet()
			.stream()
			.filter((entry) -> Contributors.isWithin(contributor, entry.getKey()))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(contributor);
	}

}
