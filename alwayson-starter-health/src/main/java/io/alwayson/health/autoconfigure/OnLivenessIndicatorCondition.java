package io.alwayson.health.autoconfigure;

import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;

/**
 * Whether Boot has an indicator of liveness, by its own two keys: another one would
 * change what its health endpoint answers.
 */
final class OnLivenessIndicatorCondition extends AnyNestedCondition {

	OnLivenessIndicatorCondition() {
		super(ConfigurationPhase.REGISTER_BEAN);
	}

	@ConditionalOnBooleanProperty(name = "management.endpoint.health.probes.enabled", matchIfMissing = true)
	static class Probes {

	}

	@ConditionalOnBooleanProperty("management.health.livenessstate.enabled")
	static class State {

	}

}
