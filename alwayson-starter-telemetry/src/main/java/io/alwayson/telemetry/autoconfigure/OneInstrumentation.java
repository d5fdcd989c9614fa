package io.alwayson.telemetry.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves out the auto-configurations of starters that would report everything a second
 * time, and whose {@code OpenTelemetry} bean Boot's would make way for.
 */
final class OneInstrumentation implements AutoConfigurationImportFilter, EnvironmentAware {

	private @Nullable Environment environment;

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public boolean[] match(@Nullable String[] autoConfigurationClasses,
			AutoConfigurationMetadata autoConfigurationMetadata) {
		// As text: what is neither ends the start later, with its key.
		boolean on = this.environment == null
				|| !"false".equalsIgnoreCase(this.environment.getProperty("alwayson.telemetry.enabled"));
		boolean[] matches = new boolean[autoConfigurationClasses.length];
		for (int i = 0; i < matches.length; i++) {
			String name = autoConfigurationClasses[i];
			matches[i] = !on || name == null || !OtherInstrumentation.owns(name);
		}
		return matches;
	}

}
