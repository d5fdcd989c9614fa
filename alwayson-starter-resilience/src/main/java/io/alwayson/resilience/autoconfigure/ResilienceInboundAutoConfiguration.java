package io.alwayson.resilience.autoconfigure;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import io.alwayson.resilience.engine.GradientLoadLimit;
import io.alwayson.resilience.inbound.InboundDoor;
import io.alwayson.resilience.inbound.InboundListener;
import io.alwayson.resilience.inbound.LoadLimit;
import io.alwayson.resilience.metrics.InboundMetrics;
import io.alwayson.resilience.web.Exemptions;
import io.alwayson.resilience.web.InboundFilter;
import io.alwayson.resilience.web.InboundWebFilter;
import io.alwayson.resilience.web.ReactiveRejectionAdvice;
import io.alwayson.resilience.web.Refusals;
import io.alwayson.resilience.web.RejectionAdvice;
import io.alwayson.workload.Workload;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import io.alwayson.workload.web.ForwardedAddresses;
import io.alwayson.workload.web.TrustedNetworks;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.servlet.DispatcherType;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Puts a door in front of a web application: deadlines and criticality of requests, and a
 * limit on how many are worked on. Answers for rejections that handlers let out.
 */
@AutoConfiguration(after = { WorkloadAutoConfiguration.class, ResilienceAutoConfiguration.class })
@ConditionalOnWebApplication
@ConditionalOnBooleanProperty(name = "alwayson.resilience.enabled", matchIfMissing = true)
public final class ResilienceInboundAutoConfiguration {

	/**
	 * Inside of the filters of the user flow, which says how much a request matters, of
	 * observation and of the correlation id; ahead of security and all that costs.
	 */
	static final int FILTER_ORDER = Ordered.HIGHEST_PRECEDENCE + 3;

	/** After the interceptor of the user flow. */
	private static final int INTERCEPTOR_ORDER = Ordered.HIGHEST_PRECEDENCE + 2;

	ResilienceInboundAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	LoadLimit alwaysonLoadLimit() {
		return new GradientLoadLimit();
	}

	@Bean
	@ConditionalOnMissingBean
	InboundDoor alwaysonInboundDoor(Workload workload, LoadLimit limit, ObjectProvider<InboundListener> listeners) {
		return new InboundDoor(workload.inbound().limit(), limit, System::nanoTime, listeners.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean
	Refusals alwaysonRefusals() {
		return new Refusals(() -> ThreadLocalRandom.current().nextDouble());
	}

	private static TrustedNetworks trusted(Workload workload, Environment environment) {
		List<String> networks = workload.inbound().trustedNetworks();
		if (!networks.isEmpty()) {
			ForwardedAddresses.check(environment);
		}
		return new TrustedNetworks(networks);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(PathMappedEndpoints.class)
	static class WithActuator {

		@Bean
		@ConditionalOnMissingBean
		Exemptions alwaysonExemptions(ObjectProvider<PathMappedEndpoints> endpoints, Environment environment) {
			String base = environment.getProperty("management.endpoints.web.base-path", "/actuator");
			PathMappedEndpoints known = endpoints.getIfAvailable();
			return new Exemptions(
					(known == null) ? List.of() : (base.length() > 1) ? List.of(base) : known.getAllPaths());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints")
	static class WithoutActuator {

		@Bean
		@ConditionalOnMissingBean
		Exemptions alwaysonExemptions() {
			return new Exemptions(List.of());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class Metrics {

		@Bean
		@ConditionalOnMissingBean
		InboundMetrics alwaysonInboundMetrics(ObjectProvider<InboundDoor> door) {
			return new InboundMetrics(door::getObject);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass(DispatcherServlet.class)
	static class Servlet {

		@Bean
		@ConditionalOnMissingBean
		InboundFilter alwaysonInboundFilter(InboundDoor door, Exemptions exemptions, Refusals refusals,
				Workload workload, Environment environment) {
			return new InboundFilter(door, trusted(workload, environment), exemptions, refusals, System::nanoTime);
		}

		@Bean
		FilterRegistrationBean<InboundFilter> alwaysonInboundFilterRegistration(InboundFilter filter) {
			FilterRegistrationBean<InboundFilter> registration = new FilterRegistrationBean<>(filter);
			registration.setOrder(FILTER_ORDER);
			registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
			return registration;
		}

		@Bean
		WebMvcConfigurer alwaysonInboundInterceptor(InboundFilter filter) {
			return new WebMvcConfigurer() {

				@Override
				public void addInterceptors(InterceptorRegistry registry) {
					registry.addInterceptor(filter).order(INTERCEPTOR_ORDER);
				}

			};
		}

		@Bean
		@ConditionalOnMissingBean
		RejectionAdvice alwaysonRejectionAdvice(Refusals refusals) {
			return new RejectionAdvice(refusals);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass(DispatcherHandler.class)
	static class Reactive {

		@Bean
		@ConditionalOnMissingBean
		InboundWebFilter alwaysonInboundWebFilter(InboundDoor door, Exemptions exemptions, Refusals refusals,
				Workload workload, Environment environment, ApplicationContext application) {
			return new InboundWebFilter(door, trusted(workload, environment), exemptions, refusals, System::nanoTime,
					application, FILTER_ORDER);
		}

		@Bean
		@ConditionalOnMissingBean
		ReactiveRejectionAdvice alwaysonRejectionAdvice(Refusals refusals) {
			return new ReactiveRejectionAdvice(refusals);
		}

	}

}
