package io.alwayson.health.autoconfigure;

import io.alwayson.health.PublishedHealth;
import io.alwayson.health.Watchdog;
import io.alwayson.health.web.FrontDoorGuard;
import io.alwayson.health.web.StampHealthFilter;
import io.alwayson.health.web.StampHealthHandlerDecorator;
import io.alwayson.health.web.Surfaces;
import io.alwayson.workload.Workload;
import io.alwayson.workload.web.ForwardedAddresses;
import jakarta.servlet.Filter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;

/**
 * Answers {@code /health/stamp}, {@code /livez} and {@code /readyz} on the main port,
 * ahead of everything else. There is no security filter chain here: one of ours would
 * switch Boot's default one off and open the application.
 */
@AutoConfiguration(after = { StampHealthAutoConfiguration.class, ApplicationAvailabilityAutoConfiguration.class })
@ConditionalOnWebApplication
@ConditionalOnBean(PublishedHealth.class)
public final class StampHealthWebAutoConfiguration {

	StampHealthWebAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	Surfaces stampHealthSurfaces(PublishedHealth published, Watchdog watchdog, ApplicationAvailability availability) {
		return new Surfaces(published, watchdog, availability);
	}

	@Bean
	@ConditionalOnMissingBean
	FrontDoorGuard frontDoorGuard(Workload workload, Environment environment) {
		FrontDoorGuard guard = new FrontDoorGuard(workload.inbound());
		if (guard.isActive() && !workload.inbound().trustedNetworks().isEmpty()) {
			ForwardedAddresses.check(environment);
		}
		return guard;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass({ Filter.class, FilterRegistrationBean.class })
	static class Servlet {

		@Bean
		@ConditionalOnMissingBean(name = "stampHealthFilter")
		FilterRegistrationBean<StampHealthFilter> stampHealthFilter(Surfaces surfaces, FrontDoorGuard guard) {
			FilterRegistrationBean<StampHealthFilter> registration = new FilterRegistrationBean<>(
					new StampHealthFilter(surfaces, guard));
			if (guard.isActive()) {
				registration.addUrlPatterns("/*");
			}
			else {
				registration.addUrlPatterns(Surfaces.STAMP, Surfaces.LIVE, Surfaces.READY);
			}
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return registration;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass(HttpHandlerDecoratorFactory.class)
	static class Reactive {

		/** The last is the innermost, and sees whose server's handler it is. */
		@Bean
		@ConditionalOnMissingBean
		@Order(Ordered.LOWEST_PRECEDENCE)
		StampHealthHandlerDecorator stampHealthHandlerDecorator(Surfaces surfaces, FrontDoorGuard guard,
				ApplicationContext context) {
			return new StampHealthHandlerDecorator(surfaces, guard, context);
		}

	}

}
