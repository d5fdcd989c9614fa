package io.alwayson.resilience.azure;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

import io.alwayson.workload.context.DependencySignal;

/**
 * Says of all dependencies that are reached with the shared credential that its tokens
 * run out.
 */
public final class TokenSignals {

	/** Reason of the signal: it lasts until the token expires. */
	static final String TOKEN_NOT_RENEWED = "TOKEN_NOT_RENEWED";

	private final List<String> dependencies;

	private final Consumer<DependencySignal> signals;

	/**
	 * Creates the signals.
	 * @param dependencies names of those that are reached with the credential
	 * @param signals told; throws nothing
	 */
	public TokenSignals(List<String> dependencies, Consumer<DependencySignal> signals) {
		this.dependencies = List.copyOf(dependencies);
		this.signals = signals;
	}

	/** A token could not be renewed, and lasts until then. */
	void notRenewed(Instant expiry) {
		say(expiry);
	}

	/** It was renewed. */
	void renewed() {
		say(Instant.EPOCH);
	}

	private void say(Instant until) {
		this.dependencies
			.forEach((dependency) -> this.signals.accept(new DependencySignal(dependency, TOKEN_NOT_RENEWED, until)));
	}

}
