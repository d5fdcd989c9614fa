package io.alwayson.workload.autoconfigure;

import io.micrometer.context.ContextRegistry;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * Touches Micrometer's context registry while the class loader of the application is that
 * of the thread. It finds its accessors once, through the class loader of whichever
 * thread comes first; an SDK's own thread finds none, and every later reactive call
 * fails.
 */
final class ContextRegistryInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		if (ClassUtils.isPresent("io.micrometer.context.ContextRegistry", context.getClassLoader())) {
			ContextRegistry.getInstance();
		}
	}

}
