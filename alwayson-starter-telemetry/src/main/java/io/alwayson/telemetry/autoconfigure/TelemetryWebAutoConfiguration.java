package io.alwayson.telemetry.autoconfigure;

import io.alwayson.telemetry.CorrelationIds;
import io.alwayson.telemetry.StampIdentity;
import io.alwayson.telemetry.metrics.TraceContextMetrics;
import io.alwayson.telemetry.opentelemetry.HeadDecision;
import io.alwayson.telemetry.web.CorrelationFilter;
import io.alwayson.telemetry.web.CorrelationHeaders;
import io.alwayson.telemetry.web.CorrelationWebFilter;
import io.alwayson.telemetry.web.FlowObservationFilter;
import io.alwayson.telemetry.web.HealthObservationPredicate;
import io.alwayson.telemetry.web.HealthPaths;
import io.alwayson.telemetry.web.ReactiveFlowObservationFilter;
import io.alwayson.telemetry.web.InboundTraces;
import io.alwayson.telemetry.web.ReactiveHealthObservationPredicate;
import io.alwayson.telemetry.web.TraceContextDecorator;
import io.alwayson.telemetry.web.TraceContextFilter;
import io.alwayson.workload.Workload;
import io.alwayson.workload.web.TrustedNetworks;
import io.opentelemetry.sdk.trace.samplers.Sampler;
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
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Correlation ids for requests, servlet or reactive, and which of them are observed.
 */
@AutoConfiguration(after = TelemetryAutoConfiguration.class)
@ConditionalOnWebApplication
@ConditionalOnTelemetry
public final class TelemetryWebAutoConfiguration {

	/**
	 * Inside of the user flow's filter and of Boot's observation filter, so that flow and
	 * trace are known; ahead of security and all that may answer.
	 */
	static final int FILTER_ORDER = Ordered.HIGHEST_PRECEDENCE + 2;

	TelemetryWebAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	CorrelationHeaders alwaysonCorrelationHeaders(CorrelationIds ids, StampIdentity identity) {
		return new CorrelationHeaders(ids, identity);
	}

	@Bean
	@ConditionalOnMissingBean
	InboundTraces alwaysonInboundTraces(ObjectProvider<Sampler> sampler, Workload workload) {
		return new InboundTraces(new HeadDecision(sampler.getIfUnique()),
				new TrustedNetworks(workload.inbound().trustedNetworks()));
	}

	@Bean
	@ConditionalOnMissingBean
	TraceContextMetrics alwaysonTraceContextMetrics(InboundTraces traces) {
		return new TraceContextMetrics(traces::refused);
	}

	@Bean
	@ConditionalOnMissingBean
	HealthPaths alwaysonHealthPaths(Environment environment) {
		String base = environment.getProperty("management.endpoints.web.base-path", "/actuator");
		String name = environment.getProperty("management.endpoints.web.path-mapping.health", "health");
		return new HealthPaths((base.equals("/") ? "" : base) + "/" + name);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass(DispatcherServlet.class)
	static class Servlet {

		@Bean
		@ConditionalOnMissingBean
		TraceContextFilter alwaysonTraceContextFilter(InboundTraces traces) {
			return new TraceContextFilter(traces);
		}

		/** Ahead of Boot's observation filter. */
		@Bean
		FilterRegistrationBean<TraceContextFilter> alwaysonTraceContextFilterRegistration(TraceContextFilter filter) {
			FilterRegistrationBean<TraceContextFilter> registration = new FilterRegistrationBean<>(filter);
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return registration;
		}

		@Bean
		@ConditionalOnMissingBean
		CorrelationFilter alwaysonCorrelationFilter(CorrelationHeaders headers) {
			return new CorrelationFilter(headers);
		}

		@Bean
		FilterRegistrationBean<CorrelationFilter> alwaysonCorrelationFilterRegistration(CorrelationFilter filter) {
			FilterRegistrationBean<CorrelationFilter> registration = new FilterRegistrationBean<>(filter);
			registration.setOrder(FILTER_ORDER);
			registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
			return registration;
		}

		/** After the interceptor of the user flow. */
		@Bean
		WebMvcConfigurer alwaysonFlowLabelInterceptor(CorrelationFilter filter) {
			return new WebMvcConfigurer() {

				@Override
				public void addInterceptors(InterceptorRegistry registry) {
					registry.addInterceptor(filter).order(Ordered.HIGHEST_PRECEDENCE + 1);
				}

			};
		}

		@Bean
		@ConditionalOnMissingBean
		HealthObservationPredicate alwaysonHealthObservationPredicate(HealthPaths paths) {
			return new HealthObservationPredicate(paths);
		}

		@Bean
		@ConditionalOnMissingBean
		FlowObservationFilter alwaysonFlowObservationFilter() {
			return new FlowObservationFilter();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass(DispatcherHandler.class)
	static class Reactive {

		@Bean
		@ConditionalOnMissingBean
		TraceContextDecorator alwaysonTraceContextDecorator(InboundTraces traces) {
			return new TraceContextDecorator(traces);
		}

		@Bean
		@ConditionalOnMissingBean
		CorrelationWebFilter alwaysonCorrelationWebFilter(CorrelationHeaders headers) {
			return new CorrelationWebFilter(headers, FILTER_ORDER);
		}

		@Bean
		@ConditionalOnMissingBean
		ReactiveHealthObservationPredicate alwaysonHealthObservationPredicate(HealthPaths paths) {
			return new ReactiveHealthObservationPredicate(paths);
		}

		@Bean
		@ConditionalOnMissingBean
		ReactiveFlowObservationFilter alwaysonFlowObservationFilter() {
			return new ReactiveFlowObservationFilter();
		}

	}

}
