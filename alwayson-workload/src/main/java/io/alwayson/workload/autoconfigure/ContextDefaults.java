package io.alwayson.workload.autoconfigure;

import io.alwayson.workload.binding.BootDefaults;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

/**
 * Has Boot carry context over its executors and through Reactor: a deadline that is lost
 * on the way is none, and a line without its flow is nobody's.
 */
final class ContextDefaults implements EnvironmentPostProcessor {

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (ClassUtils.isPresent("io.micrometer.context.ContextRegistry", application.getClassLoader())) {
			BootDefaults defaults = new BootDefaults("alwaysonContextDefaults", environment);
			defaults.put("spring.task.execution.propagate-context", (env) -> "true");
			defaults.put("spring.reactor.context-propagation", (env) -> "auto");
			environment.getPropertySources().addLast(defaults);
		}
	}

}
