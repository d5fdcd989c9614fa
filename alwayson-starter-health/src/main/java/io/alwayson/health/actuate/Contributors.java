package io.alwayson.health.actuate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.alwayson.health.Component;
import io.alwayson.health.HealthCheck;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.application.AvailabilityStateHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.PingHealthIndicator;

/**
 * Boot's health contributors, seen as checks: those of declared dependencies that nothing
 * else checks, and the rest, which are adopted. Contributors that are registered later
 * are not seen.
 */
public final class Contributors {

	/**
	 * They say how this process protects itself, or nothing: not how a dependency is.
	 */
	private static final Set<String> NEVER = Set.of("livenessState", "readinessState", "ping", "circuitBreakers",
			"rateLimiters");

	private final Map<String, HealthContributor> byName = new LinkedHashMap<>();

	/** Takes over the given ones; of equal names the first counts. */
	public Contributors(Iterable<? extends HealthContributors> registries) {
		for (HealthContributors registry : registries) {
			for (HealthContributors.Entry entry : registry) {
				this.byName.putIfAbsent(entry.name(), entry.contributor());
			}
		}
	}

	/**
	 * The check of the contributor of that name, or {@code null} if there is none. Case
	 * and hyphens make no difference: bean names are often in camel case.
	 */
	public @Nullable HealthCheck named(String name) {
		for (Map.Entry<String, HealthContributor> entry : this.byName.entrySet()) {
			if (isSame(entry.getKey(), name) && !isExcluded(entry.getKey(), entry.getValue())) {
				return new ContributorHealthCheck(entry.getValue());
			}
		}
		return null;
	}

	/**
	 * All but those that are replaced, composites by their parts.
	 * @param replaced names of contributors that another check stands in for
	 */
	public Map<String, Component> adopted(Set<String> replaced) {
		Set<String> left = replaced.stream().map(Contributors::canonical).collect(Collectors.toSet());
		Map<String, Component> adopted = new LinkedHashMap<>();
		this.byName.forEach((name, contributor) -> adopt(name, contributor, left, adopted));
		return adopted;
	}

	/** All there are, composites by their parts, also those that are never adopted. */
	public List<String> names() {
		List<String> names = new ArrayList<>();
		this.byName.forEach((name, contributor) -> leaves(name, contributor, names));
		return names;
	}

	private static void leaves(String name, HealthContributor contributor, List<String> names) {
		if (contributor instanceof CompositeHealthContributor composite) {
			composite.forEach((entry) -> leaves(name + "/" + entry.name(), entry.contributor(), names));
		}
		else {
			names.add(name);
		}
	}

	/** Whether the name is that of the given contributor, or of a part of it. */
	public static boolean isWithin(String name, String contributor) {
		return (canonical(name) + "/").startsWith(canonical(contributor) + "/");
	}

	private static void adopt(String name, HealthContributor contributor, Set<String> replaced,
			Map<String, Component> adopted) {
		if (isExcluded(name, contributor) || replaced.contains(canonical(name))) {
			return;
		}
		if (contributor instanceof CompositeHealthContributor composite) {
			for (HealthContributors.Entry entry : composite) {
				adopt(name + "/" + entry.name(), entry.contributor(), replaced, adopted);
			}
			return;
		}
		adopted.put(name, Component.adopted(name, new ContributorHealthCheck(contributor)));
	}

	private static boolean isExcluded(String name, HealthContributor contributor) {
		return NEVER.contains(name) || contributor instanceof AvailabilityStateHealthIndicator
				|| contributor instanceof PingHealthIndicator;
	}

	/** Whether bean and dependency of these names are meant to be the same. */
	public static boolean isSame(String name, String other) {
		return canonical(name).equals(canonical(other));
	}

	private static String canonical(String name) {
		return name.replace("-", "").toLowerCase(Locale.ROOT);
	}

}
