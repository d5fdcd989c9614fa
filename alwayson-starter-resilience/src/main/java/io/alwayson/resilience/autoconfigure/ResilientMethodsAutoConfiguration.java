package io.alwayson.resilience.autoconfigure;

import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.aop.ResilientBeanPostProcessor;
import io.alwayson.workload.Workload;

import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;

/**
 * Protects methods that are annotated with {@code @Resilient}.
 */
@AutoConfiguration(after = ResilienceAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "alwayson.resilience.enabled", matchIfMissing = true)
@ConditionalOnClass(DefaultPointcutAdvisor.class)
public final class ResilientMethodsAutoConfiguration {

	ResilientMethodsAutoConfiguration() {
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnMissingBean
	static ResilientBeanPostProcessor alwaysonResilientBeanPostProcessor(ObjectProvider<Workload> workload,
			ObjectProvider<Resilience> resilience, Environment environment) {
		ResilientBeanPostProcessor processor = new ResilientBeanPostProcessor(workload::getObject,
				resilience::getObject);
		processor.setProxyTargetClass(environment.getProperty("spring.aop.proxy-target-class", Boolean.class, true));
		return processor;
	}

}
