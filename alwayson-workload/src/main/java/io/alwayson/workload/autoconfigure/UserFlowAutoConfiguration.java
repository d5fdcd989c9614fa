package io.alwayson.workload.autoconfigure;

import io.alwayson.workload.Workload;
import io.alwayson.workload.context.FlowOutcomeListener;
import io.alwayson.workload.web.FlowLookup;
import io.alwayson.workload.web.FlowOutcomes;
import io.alwayson.workload.web.UserFlowFilter;
import io.alwayson.workload.web.UserFlowWebFilter;
import jakarta.servlet.DispatcherType;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Installs the filter that makes the user flow of a request current, servlet or reactive.
 */
@AutoConfiguration(after = WorkloadAutoConfiguration.class)
@ConditionalOnWebApplication
@ConditionalOnClass(HandlerMethod.class)
public final class UserFlowAutoConfiguration {

	/**
	 * Outside of Boot's observation filter, so that observations end while the flow is
	 * still current.
	 */
	static final int FILTER_ORDER = Ordered.HIGHEST_PRECEDENCE;

	UserFlowAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	FlowLookup alwaysonFlowLookup(Workload workload) {
		return new FlowLookup(workload);
	}

	@Bean
	@ConditionalOnMissingBean
	FlowOutcomes alwaysonFlowOutcomes(ObjectProvider<FlowOutcomeListener> listeners) {
		return new FlowOutcomes(listeners.orderedStream().toList(), System::nanoTime);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass(DispatcherServlet.class)
	static class Servlet {

		@Bean
		@ConditionalOnMissingBean
		UserFlowFilter alwaysonUserFlowFilter(FlowLookup lookup, FlowOutcomes outcomes) {
			return new UserFlowFilter(lookup, outcomes);
		}

		@Bean
		FilterRegistrationBean<UserFlowFilter> alwaysonUserFlowFilterRegistration(UserFlowFilter filter,
				FlowLookup lookup) {
			FilterRegistrationBean<UserFlowFilter> registration = new FilterRegistrationBean<>(filter);
			registration.setOrder(FILTER_ORDER);
			registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
			registration.setEnabled(!lookup.isEmpty());
			return registration;
		}

		@Bean
		WebMvcConfigurer alwaysonUserFlowInterceptor(UserFlowFilter filter) {
			return new WebMvcConfigurer() {

				@Override
				public void addInterceptors(InterceptorRegistry registry) {
					registry.addInterceptor(filter).order(Ordered.HIGHEST_PRECEDENCE);
				}

			};
		}

		@Bean
		UserFlowAnnotationCheck alwaysonUserFlowAnnotationCheck(Workload workload,
				ObjectProvider<org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping> mappings) {
			return new UserFlowAnnotationCheck(workload,
					() -> mappings.stream().flatMap((mapping) -> mapping.getHandlerMethods().values().stream()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass(DispatcherHandler.class)
	static class Reactive {

		@Bean
		@ConditionalOnMissingBean
		UserFlowWebFilter alwaysonUserFlowWebFilter(FlowLookup lookup, FlowOutcomes outcomes,
				ObjectProvider<RequestMappingHandlerMapping> handlers) {
			return new UserFlowWebFilter(lookup, outcomes, handlers, FILTER_ORDER);
		}

		@Bean
		UserFlowAnnotationCheck alwaysonUserFlowAnnotationCheck(Workload workload,
				ObjectProvider<RequestMappingHandlerMapping> mappings) {
			return new UserFlowAnnotationCheck(workload,
					() -> mappings.stream().flatMap((mapping) -> mapping.getHandlerMethods().values().stream()));
		}

	}

}
