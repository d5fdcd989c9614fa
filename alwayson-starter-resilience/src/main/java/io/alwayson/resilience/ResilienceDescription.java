package io.alwayson.resilience;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.alwayson.workload.Dependency;
import io.alwayson.workload.DependencyType;
import io.alwayson.workload.ResiliencePolicy;

/**
 * How calls to one dependency are protected, as data; {@link #toString()} says it in
 * words.
 *
 * @param dependency declared name
 * @param order the protections that are in place, outermost first, and the call itself
 * @param policy their settings; settings of protections that are not in the order have no
 * effect
 * @param retryOwner who retries, and nobody else does: {@code alwayson}, or
 * {@code client} where that does it by itself, within the same limits
 * @param maxArrivals most attempts that one call can make
 * @param worstCaseTime longest time that a call can take
 */
public record ResilienceDescription(String dependency, List<String> order, ResiliencePolicy policy, String retryOwner,
		int maxArrivals, Duration worstCaseTime) {

	/** Retries are ours. */
	static final String ALWAYSON = "alwayson";

	/** Retries are the client's. */
	static final String CLIENT = "client";

	/** What protects calls through a corridor. */
	public static ResilienceDescription of(Corridor corridor) {
		ResiliencePolicy policy = corridor.dependency().resilience();
		List<String> order = Stream
			.concat(Arrays.stream(corridor.protections()).map(Protection::name), Stream.of("call"))
			.toList();
		return new ResilienceDescription(corridor.dependency().name(), order, policy, ownerOf(corridor.dependency()),
				policy.maxAttempts(), policy.deadline());
	}

	/** Of calls by its usual client. */
	private static String ownerOf(Dependency dependency) {
		return (dependency.type() == DependencyType.COSMOS) ? CLIENT : ALWAYSON;
	}

	@Override
	public String toString() {
		return this.dependency + ": " + String.join(" > ", this.order) + "; retries by " + this.retryOwner
				+ ", at most " + this.maxArrivals + " attempts in " + this.worstCaseTime.toMillis() + " ms";
	}

}
