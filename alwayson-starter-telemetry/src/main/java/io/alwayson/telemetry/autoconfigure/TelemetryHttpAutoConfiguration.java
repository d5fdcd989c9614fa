package io.alwayson.telemetry.autoconfigure;

import io.alwayson.telemetry.http.CorrelationExchangeFilter;
import io.alwayson.telemetry.http.CorrelationRequestInitializer;
import io.alwayson.workload.DeclaredOrigins;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Passes correlation ids on to declared dependencies, with the clients that Boot builds.
 */
@AutoConfiguration(after = TelemetryAutoConfiguration.class)
@ConditionalOnTelemetry
public final class TelemetryHttpAutoConfiguration {

	TelemetryHttpAutoConfiguration() {
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RestClientCustomizer.class)
	static class Blocking {

		@Bean
		@ConditionalOnMissingBean
		CorrelationRequestInitializer alwaysonCorrelationRequestInitializer(DeclaredOrigins origins) {
			return new CorrelationRequestInitializer(origins);
		}

		@Bean
		RestClientCustomizer alwaysonCorrelationRestClientCustomizer(CorrelationRequestInitializer initializer) {
			return (builder) -> builder.requestInitializer(initializer);
		}

		@Bean
		RestTemplateCustomizer alwaysonCorrelationRestTemplateCustomizer(CorrelationRequestInitializer initializer) {
			return (template) -> template.getClientHttpRequestInitializers().add(initializer);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ WebClient.class, WebClientCustomizer.class })
	static class Reactive {

		@Bean
		@ConditionalOnMissingBean
		CorrelationExchangeFilter alwaysonCorrelationExchangeFilter(DeclaredOrigins origins) {
			return new CorrelationExchangeFilter(origins);
		}

		@Bean
		WebClientCustomizer alwaysonCorrelationWebClientCustomizer(CorrelationExchangeFilter filter) {
			return (builder) -> builder.filter(filter);
		}

	}

}
