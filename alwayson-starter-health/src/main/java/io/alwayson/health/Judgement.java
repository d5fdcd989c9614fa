package io.alwayson.health;

import java.util.List;

/**
 * Everything that {@link HealthModel} decided at one moment.
 *
 * @param stamp the root, siblings included
 * @param own the root, as if all sibling services were healthy
 * @param flows in the order of the declaration
 * @param groups in the order of the declaration
 * @param components in the order of the declaration, adopted ones last
 */
record Judgement(NodeHealth stamp, NodeHealth own, List<NodeHealth> flows, List<NodeHealth> groups,
		List<NodeHealth> components) {
}
