package io.alwayson.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The verdict about the stamp at one moment, with all that led to it. Immutable.
 *
 * @param stamp name of the stamp
 * @param status its health, by all evidence
 * @param routing whether traffic may come
 * @param routingReason why routing does not follow the evidence, or {@code null} if it
 * does
 * @param own the same, judged without sibling services
 * @param lastExecution when this was judged
 * @param ready whether the first round of checks is done and no local must-have is
 * unhealthy: what Boot's readiness goes by
 * @param unready names of what is unhealthy and holds {@code /readyz} back: local
 * must-haves, and members of Boot's readiness group
 * @param flows what was judged about user flows
 * @param groups what was judged about groups
 * @param checks the leaves, with their last results
 * @param graph who leans on whom, with the scopes in force; empty before anything was
 * checked
 * @param cause path to the cause in words, or {@code null} while healthy
 * @param killSwitch what is known of the kill switch, or {@code null} if there is none
 */
public record StampHealth(String stamp, HealthState status, Routing routing, @Nullable RoutingReason routingReason,
		Own own, Instant lastExecution, boolean ready, List<String> unready, List<NodeHealth> flows,
		List<NodeHealth> groups, List<Check> checks, List<GraphNode> graph, @Nullable String cause,
		@Nullable SwitchState killSwitch) {

	/** Copies the lists. */
	public StampHealth {
		unready = List.copyOf(unready);
		flows = List.copyOf(flows);
		groups = List.copyOf(groups);
		checks = List.copyOf(checks);
		graph = List.copyOf(graph);
	}

	/** What is known before anything was checked. */
	static StampHealth starting(String stamp, Instant now) {
		return new StampHealth(stamp, HealthState.UNKNOWN, Routing.REFUSE, RoutingReason.STARTING,
				new Own(HealthState.UNKNOWN, Routing.REFUSE), now, false, List.of(), List.of(), List.of(), List.of(),
				List.of(), null, null);
	}

	/** The same, refusing for a reason that lies outside of the evidence. */
	StampHealth refusing(RoutingReason reason) {
		return new StampHealth(this.stamp, this.status, Routing.REFUSE, reason,
				new Own(this.own.status(), Routing.REFUSE), this.lastExecution, this.ready, this.unready, this.flows,
				this.groups, this.checks, this.graph, this.cause, this.killSwitch);
	}

	/**
	 * The verdict without sibling services: what siblings read, so that two services that
	 * watch each other cannot keep each other down.
	 *
	 * @param status health without siblings
	 * @param routing routing without siblings
	 */
	public record Own(HealthState status, Routing routing) {
	}

	/**
	 * A leaf and its last result.
	 *
	 * @param component its name
	 * @param status its state, after thresholds and age
	 * @param routing whether it refuses traffic by itself
	 * @param reason code of the trouble, or {@code null}
	 * @param since when the trouble began, or {@code null}
	 * @param result the last result, or {@code null} before the first
	 * @param cost what its probes cost, or {@code null} where it has no check
	 */
	public record Check(String component, HealthState status, Routing routing, @Nullable String reason,
			@Nullable Instant since, @Nullable CheckResult result, @Nullable ProbeLedger cost) {

		/** How long the last run took, or {@code null} before the first. */
		public @Nullable Duration duration() {
			return (this.result != null) ? this.result.duration() : null;
		}

	}

}
