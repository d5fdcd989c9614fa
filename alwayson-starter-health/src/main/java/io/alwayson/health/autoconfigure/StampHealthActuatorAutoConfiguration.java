package io.alwayson.health.autoconfigure;

import java.time.Clock;

import io.alwayson.health.KillSwitch;
import io.alwayson.health.PublishedHealth;
import io.alwayson.health.TransitionHistory;
import io.alwayson.health.Watchdog;
import io.alwayson.health.actuate.StampEndpoint;
import io.alwayson.health.actuate.StampLivenessStateHealthIndicator;
import io.alwayson.health.actuate.StampPageExtension;
import io.alwayson.health.actuate.StampReadinessStateHealthIndicator;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.util.HtmlUtils;

/**
 * Gives the verdict to the Actuator: as an endpoint, and to Boot's probes.
 */
@AutoConfiguration(after = { StampHealthAutoConfiguration.class, ApplicationAvailabilityAutoConfiguration.class },
		before = { AvailabilityHealthContributorAutoConfiguration.class, AvailabilityProbesAutoConfiguration.class })
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(PublishedHealth.class)
public final class StampHealthActuatorAutoConfiguration {

	StampHealthActuatorAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	StampEndpoint stampEndpoint(PublishedHealth published, TransitionHistory history, KillSwitch killSwitch) {
		return new StampEndpoint(published, history, killSwitch, Clock.systemUTC());
	}

	/** Takes the place of Boot's indicator, by its name, where Boot would have one. */
	@Bean
	@Conditional(OnLivenessIndicatorCondition.class)
	@ConditionalOnMissingBean(name = "livenessStateHealthIndicator")
	StampLivenessStateHealthIndicator livenessStateHealthIndicator(ApplicationAvailability availability,
			Watchdog watchdog) {
		return new StampLivenessStateHealthIndicator(availability, watchdog);
	}

	/** Takes the place of Boot's indicator, by its name, where Boot would have one. */
	@Bean
	@Conditional(OnReadinessIndicatorCondition.class)
	@ConditionalOnMissingBean(name = "readinessStateHealthIndicator")
	StampReadinessStateHealthIndicator readinessStateHealthIndicator(ApplicationAvailability availability,
			PublishedHealth published) {
		return new StampReadinessStateHealthIndicator(availability, published);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ EndpointWebExtension.class, HtmlUtils.class })
	@ConditionalOnWebApplication
	static class Page {

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
		StampPageExtension stampPageExtension(StampEndpoint endpoint) {
			return new StampPageExtension(endpoint);
		}

	}

}
