package io.alwayson.resilience.autoconfigure;

import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.http.ResilienceExchangeFilter;
import io.alwayson.workload.DeclaredOrigins;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Protects what {@code WebClient} sends to declared dependencies.
 */
@AutoConfiguration(after = ResilienceAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "alwayson.resilience.enabled", matchIfMissing = true)
@ConditionalOnClass({ WebClient.class, WebClientCustomizer.class })
public final class ResilienceWebClientAutoConfiguration {

	ResilienceWebClientAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	ResilienceExchangeFilter alwaysonExchangeFilter(DeclaredOrigins origins, Resilience resilience) {
		return new ResilienceExchangeFilter(origins, resilience);
	}

	/** Last, so that what others filter happens once a call. */
	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	WebClientCustomizer alwaysonWebClientCustomizer(DeclaredOrigins origins, ResilienceExchangeFilter filter) {
		return (builder) -> {
			if (!origins.isEmpty()) {
				builder.filter(filter);
			}
		};
	}

}
