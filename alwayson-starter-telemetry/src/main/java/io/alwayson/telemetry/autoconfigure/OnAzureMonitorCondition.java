package io.alwayson.telemetry.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether a connection string was given.
 */
final class OnAzureMonitorCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		AzureMonitorSetting setting = AzureMonitorSetting.of(context.getEnvironment());
		ConditionMessage.Builder message = ConditionMessage.forCondition("Azure Monitor");
		return (setting != null) ? ConditionOutcome.match(message.because(setting.source() + " is set"))
				: ConditionOutcome.noMatch(message.because("no connection string is set"));
	}

}
