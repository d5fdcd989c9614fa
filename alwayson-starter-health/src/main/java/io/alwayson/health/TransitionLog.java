package io.alwayson.health;

import java.util.Locale;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each transition: WARN where it became worse, else INFO; DEBUG for what is
 * found healthy at first.
 */
public final class TransitionLog implements StampHealthListener {

	private static final Logger logger = LoggerFactory.getLogger("io.alwayson.health");

	@Override
	public void onTransition(StampTransition transition) {
		NodeHealth node = transition.node();
		String line = line(node);
		if (transition.from() == HealthState.UNKNOWN && node.state() == HealthState.HEALTHY
				&& node.kind() != NodeHealth.Kind.STAMP) {
			logger.debug(line);
		}
		else if (transition.isWorse() || node.routing() == Routing.REFUSE) {
			logger.warn(line);
		}
		else {
			logger.info(line);
		}
	}

	@Override
	public void onSwitch(SwitchTransition transition) {
		SwitchState now = transition.to();
		if (transition.isMoved()) {
			String line = "kill switch (" + now.store() + ") moved from " + transition.from().position() + " to "
					+ now.position();
			if (now.position().refuses()) {
				logger.warn("{}, routing REFUSE", line);
			}
			else {
				logger.info(line);
			}
		}
		if (transition.isSilenced()) {
			logger.warn("kill switch ({}) gives no answer: {}. {} holds, answered {}", now.store(), now.error(),
					now.position(), (now.answeredAt() != null) ? now.answeredAt() : "never");
		}
		else if (transition.isAnsweredAgain()) {
			logger.info("kill switch ({}) answers again, {} holds", now.store(), now.position());
		}
	}

	static String line(NodeHealth node) {
		String kind = node.kind().name().toLowerCase(Locale.ROOT);
		String cause = node.cause();
		if (cause == null) {
			return kind + " " + node.name() + " " + node.state() + ", routing " + node.routing();
		}
		return switch (node.kind()) {
			// A flow's or a group's path begins with itself.
			case FLOW, GROUP -> kind + " " + cause + ", routing " + node.routing();
			case DEPENDENCY -> kind + " " + node.name() + " " + node.state() + cause.substring(node.name().length())
					+ ", routing " + node.routing();
			case STAMP ->
				kind + " " + node.name() + " " + node.state() + " <- " + cause + ", routing " + node.routing();
		};
	}

}
