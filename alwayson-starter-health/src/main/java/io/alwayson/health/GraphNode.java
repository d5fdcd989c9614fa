package io.alwayson.health;

import java.util.List;

import io.alwayson.workload.FailureScope;
import io.alwayson.workload.Impact;
import org.jspecify.annotations.Nullable;

/**
 * A node of the graph that is judged, with what it leans on. Immutable.
 *
 * @param kind what kind of node it is
 * @param name its name, unique within the kind
 * @param scope how far the failure of a dependency reaches, else {@code null}
 * @param minHealthy how many members of a group must work, else {@code null}
 * @param children what it leans on, in the order of the declaration
 */
public record GraphNode(NodeHealth.Kind kind, String name, @Nullable FailureScope scope, @Nullable Integer minHealthy,
		List<Edge> children) {

	/** Copies the list. */
	public GraphNode {
		children = List.copyOf(children);
	}

	/**
	 * An edge to a child.
	 *
	 * @param kind what kind of node the child is
	 * @param name the child's name
	 * @param impact what its failure does to the parent, or {@code null} for the member
	 * of a group, where members are counted
	 */
	public record Edge(NodeHealth.Kind kind, String name, @Nullable Impact impact) {
	}

}
