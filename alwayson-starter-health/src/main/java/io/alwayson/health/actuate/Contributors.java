package io.alwayson.health.actuate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.alwayson.health.Component;
import io.alwayson.health.HealthCheck;
import io.alwayson.workload.Target;
import io.alwayson.workload.Workload;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.application.AvailabilityStateHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.PingHealthIndicator;

/**
 * Boot's health contributors, seen as checks: those of declared custom dependencies, and
 * the rest, which are adopted.
 */
public final class Contributors {

	/** Name of Boot's contributor for data sources. */
	private static final String DB = "db";

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

	/** The check of the contributor of that name, or {@code null} if there is none. */
	public @Nullable HealthCheck named(String name) {
		HealthContributor contributor = this.byName.get(name);
		return (contributor != null) ? new ContributorHealthCheck(contributor) : null;
	}

	/**
	 * Everything that no declared dependency stands for, composites by their parts.
	 */
	public Map<String, Component> adopted(Workload workload) {
		Map<String, Component> adopted = new LinkedHashMap<>();
		this.byName.forEach((name, contributor) -> adopt(name, contributor, workload, adopted));
		return adopted;
	}

	private static void adopt(String name, HealthContributor contributor, Workload workload,
			Map<String, Component> adopted) {
		if (NEVER.contains(name) || contributor instanceof AvailabilityStateHealthIndicator
				|| contributor instanceof PingHealthIndicator || isDeclared(name, contributor, workload)) {
			return;
		}
		if (contributor instanceof CompositeHealthContributor composite) {
			for (HealthContributors.Entry entry : composite) {
				adopt(name + "/" + entry.name(), entry.contributor(), workload, adopted);
			}
			return;
		}
		adopted.put(name, Component.adopted(name, new ContributorHealthCheck(contributor)));
	}

	private static boolean isDeclared(String name, HealthContributor contributor, Workload workload) {
		return workload.dependency(name) != null || workload.dependencies()
			.values()
			.stream()
			.anyMatch((dependency) -> dependency.target() instanceof Target.Jdbc jdbc
					&& checks(name, contributor, jdbc.dataSource()));
	}

	/** Boot has one contributor for one data source, and a composite for several. */
	private static boolean checks(String name, HealthContributor contributor, @Nullable String dataSource) {
		boolean composite = contributor instanceof CompositeHealthContributor;
		return (name.equals(DB) && (!composite || dataSource == null)) || name.equals(DB + "/" + dataSource);
	}

}
