package io.alwayson.workload.autoconfigure;

import io.alwayson.workload.DeclaredOrigins;
import io.alwayson.workload.Workload;
import io.alwayson.workload.binding.WorkloadBinder;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Publishes the declaration under {@code alwayson.*} as a {@link Workload}. An invalid
 * one ends the start.
 */
@AutoConfiguration
public final class WorkloadAutoConfiguration {

	WorkloadAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	Workload workload(Environment environment) {
		return WorkloadBinder.bind(environment);
	}

	@Bean
	@ConditionalOnMissingBean
	DeclaredOrigins alwaysonDeclaredOrigins(Workload workload) {
		return new DeclaredOrigins(workload);
	}

}
