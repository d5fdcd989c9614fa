package io.alwayson.workload.binding;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.alwayson.workload.Criticality;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.Group;
import io.alwayson.workload.Impact;
import io.alwayson.workload.UserFlow;
import io.alwayson.workload.binding.FlowProperties.ObjectiveProperties;
import io.alwayson.workload.binding.FlowProperties.SliProperties;
import org.jspecify.annotations.Nullable;

/**
 * From the keys of groups and flows to {@link Group} and {@link UserFlow}: they use only
 * what is declared.
 */
final class FlowResolver {

	private static final Pattern METHOD = Pattern.compile("[A-Z]{1,20}");

	private final Violations violations;

	/** Names under alwayson.dependencies, also those that have errors of their own. */
	private final Set<String> dependencies;

	private final Map<String, Dependency> resolved;

	FlowResolver(Violations violations, Set<String> dependencies, Map<String, Dependency> resolved) {
		this.violations = violations;
		this.dependencies = dependencies;
		this.resolved = resolved;
	}

	@Nullable Group group(String name, GroupProperties properties) {
		String key = "alwayson.groups." + name;
		List<String> members = (properties.members() != null) ? properties.members() : List.of();
		int minHealthy = (properties.minHealthy() != null) ? properties.minHealthy() : 1;
		if (this.dependencies.contains(name)) {
			this.violations.add(key, name, "has the name of a dependency", "Rename one of the two");
		}
		if (members.isEmpty()) {
			this.violations.add(key + ".members", null, "is missing", "Name the declared dependencies of the group");
			return null;
		}
		for (String member : members) {
			checkDeclared(key + ".members", member, this.dependencies);
		}
		if (new HashSet<>(members).size() < members.size()) {
			this.violations.add(key + ".members", members, "names a dependency twice", "Remove the duplicate");
		}
		if (minHealthy < 1 || minHealthy > members.size()) {
			this.violations.add(key + ".min-healthy", minHealthy,
					"must be between 1 and the number of members, " + members.size(), "Correct it");
		}
		return new Group(name, members, minHealthy);
	}

	UserFlow flow(String name, FlowProperties properties, Set<String> groups) {
		String key = "alwayson.flows." + name;
		Criticality criticality = (properties.criticality() != null) ? properties.criticality() : Criticality.HIGH;
		List<UserFlow.Use> uses = new ArrayList<>();
		Set<String> used = new HashSet<>();
		for (String use : (properties.uses() != null) ? properties.uses() : List.<String>of()) {
			UserFlow.Use parsed = use(key + ".uses", use, groups);
			if (parsed != null) {
				if (!used.add(parsed.name())) {
					this.violations.add(key + ".uses", use, "is used twice", "Remove the duplicate");
				}
				uses.add(parsed);
			}
		}
		List<UserFlow.Route> routes = new ArrayList<>();
		for (String route : (properties.routes() != null) ? properties.routes() : List.<String>of()) {
			UserFlow.Route parsed = route(key + ".routes", route);
			if (parsed != null) {
				routes.add(parsed);
			}
		}
		return new UserFlow(name, criticality, uses, routes, objective(key, properties.objective()),
				sli(key, properties.sli()));
	}

	private UserFlow.@Nullable Use use(String key, String text, Set<String> groups) {
		int colon = text.indexOf(':');
		String name = ((colon < 0) ? text : text.substring(0, colon)).trim();
		Set<String> declared = new TreeSet<>(this.dependencies);
		declared.addAll(groups);
		if (!checkDeclared(key, name, declared)) {
			return null;
		}
		if (colon < 0) {
			Dependency dependency = this.resolved.get(name);
			return new UserFlow.Use(name, (dependency != null) ? dependency.impact() : Impact.STANDARD);
		}
		String impact = text.substring(colon + 1).trim();
		for (Impact candidate : Impact.values()) {
			if (candidate.name().equalsIgnoreCase(impact)) {
				return new UserFlow.Use(name, candidate);
			}
		}
		this.violations.add(key, text, "has an unknown impact", "Use one of standard, limited, suppressed");
		return null;
	}

	private boolean checkDeclared(String key, String name, Set<String> declared) {
		if (declared.contains(name)) {
			return true;
		}
		this.violations.add(key, name, "is not declared",
				"Declare it under alwayson.dependencies or use one of " + new TreeSet<>(declared));
		return false;
	}

	private UserFlow.@Nullable Route route(String key, String text) {
		String[] words = text.trim().split("\\s+");
		String pattern = words[words.length - 1];
		String method = (words.length == 2) ? words[0].toUpperCase(Locale.ROOT) : null;
		if (words.length > 2 || !pattern.startsWith("/") || (method != null && !METHOD.matcher(method).matches())) {
			this.violations.add(key, text, "is not a route", "Write 'METHOD /pattern' or '/pattern'");
			return null;
		}
		String problem = RoutePatterns.problemOf(pattern);
		if (problem != null) {
			this.violations.add(key, text, problem, "Write a path pattern such as /api/items/{id} or /api/**");
			return null;
		}
		return new UserFlow.Route(method, pattern);
	}

	private UserFlow.@Nullable Objective objective(String flowKey, @Nullable ObjectiveProperties properties) {
		if (properties == null) {
			return null;
		}
		Checks checks = new Checks(this.violations, flowKey + ".objective");
		Double availability = properties.availability();
		if (availability == null) {
			this.violations.add(flowKey + ".objective.availability", null, "is missing",
					"Write per cent of good requests such as 99.95");
			return null;
		}
		if (!(availability > 0 && availability < 100)) {
			checks.add("availability", availability, "must be above 0 and below 100",
					"Write per cent of good requests such as 99.95");
		}
		if (properties.latency() != null) {
			checks.positive("latency", properties.latency());
		}
		Duration window = (properties.window() != null) ? properties.window() : Duration.ofDays(30);
		checks.positive("window", window);
		return new UserFlow.Objective(availability, properties.latency(), window);
	}

	private UserFlow.Sli sli(String flowKey, @Nullable SliProperties properties) {
		SliProperties own = (properties != null) ? properties : new SliProperties(null, null, null, null);
		UserFlow.Sli sli = new UserFlow.Sli(Checks.first(own.degraded(), 0.05), Checks.first(own.unhealthy(), 0.5),
				Checks.first(own.minRequests(), 50), Checks.first(own.evicts(), false));
		Checks checks = new Checks(this.violations, flowKey + ".sli");
		checks.share("degraded", sli.degraded());
		checks.share("unhealthy", sli.unhealthy());
		if (sli.degraded() > sli.unhealthy()) {
			checks.add("degraded", sli.degraded(), "is more than unhealthy " + sli.unhealthy(),
					"Lower degraded or raise unhealthy");
		}
		checks.atLeast("min-requests", sli.minRequests(), 1);
		return sli;
	}

}
