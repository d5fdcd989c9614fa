package io.alwayson.health;

import org.jspecify.annotations.Nullable;

/**
 * What was judged about one node of the graph.
 *
 * @param kind what kind of node it is
 * @param name its name, unique within the kind
 * @param state how it is doing, by all evidence
 * @param routing whether its evidence, of scope stamp and regional only, refuses traffic
 * @param cause path to the cause in words, for example
 * {@code list-items UNHEALTHY <- catalog-db CONNECT_FAILED since 12:03:04Z}, or
 * {@code null} while healthy
 */
public record NodeHealth(Kind kind, String name, HealthState state, Routing routing, @Nullable String cause) {

	/** Kinds of node. */
	public enum Kind {

		/** The stamp itself: the root. */
		STAMP,

		/** A user flow. */
		FLOW,

		/** A group of redundant dependencies. */
		GROUP,

		/** A declared dependency or an adopted contributor. */
		DEPENDENCY

	}
}
