package io.alwayson.health.autoconfigure;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;

/**
 * Who else is in Boot's groups of probes. {@code /readyz} and {@code /livez} are answered
 * without asking anybody, so not every member can count there: nobody shall believe that
 * it does.
 */
final class ProbeGroups {

	private static final Logger logger = LoggerFactory.getLogger(StampHealthAutoConfiguration.class);

	/** The surfaces answer these themselves, or they say nothing. */
	private static final Set<String> READINESS = Set.of("readinessState", "ping");

	private static final Set<String> LIVENESS = Set.of("livenessState", "ping");

	private final @Nullable HealthEndpointGroups groups;

	/**
	 * Creates the groups.
	 * @param groups Boot's, or {@code null} without its health endpoint
	 */
	ProbeGroups(@Nullable HealthEndpointGroups groups) {
		this.groups = groups;
	}

	/** Those of the given contributors that are in the readiness group. */
	List<String> readiness(List<String> contributors) {
		return members("readiness", contributors, READINESS);
	}

	void warnOfReadiness(List<String> leftOut) {
		if (!leftOut.isEmpty()) {
			logger.warn("/readyz leaves out {} of management.endpoint.health.group.readiness.include: only adopted "
					+ "contributors and declared dependencies that are local to the pod count there, as with "
					+ "alwayson.health.readiness. Remove them, or probe /actuator/health/readiness", leftOut);
		}
	}

	/** A restart brings back the process and nothing else. */
	void warnOfLiveness(List<String> contributors) {
		List<String> leftOut = members("liveness", contributors, LIVENESS);
		if (!leftOut.isEmpty()) {
			logger.warn("/livez leaves out {} of management.endpoint.health.group.liveness.include: it asks the "
					+ "process only, for a restart cures nothing else. Remove them; what is local to the pod and must "
					+ "hold traffic back belongs in alwayson.health.readiness", leftOut);
		}
	}

	private List<String> members(String name, List<String> contributors, Set<String> answered) {
		HealthEndpointGroup group = (this.groups != null) ? this.groups.get(name) : null;
		return (group == null) ? List.of()
				: contributors.stream().filter((it) -> !answered.contains(it) && group.isMember(it)).toList();
	}

}
