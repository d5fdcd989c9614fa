package io.alwayson.resilience.autoconfigure;

import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.http.HttpComponentsCustomizer;
import io.alwayson.resilience.http.ResilienceHttpInterceptor;
import io.alwayson.workload.DeclaredOrigins;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.Ordered;
import org.springframework.web.client.RestClient;

/**
 * Protects what {@code RestClient} and {@code RestTemplate} send to declared
 * dependencies.
 */
@AutoConfiguration(after = ResilienceAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "alwayson.resilience.enabled", matchIfMissing = true)
@ConditionalOnClass(RestClient.class)
public final class ResilienceHttpAutoConfiguration {

	ResilienceHttpAutoConfiguration() {
	}

	/** First, so that a customizer of the application has the last word. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ClientHttpRequestFactoryBuilderCustomizer.class, HttpClientBuilder.class })
	static class HttpComponents {

		@Bean
		@ConditionalOnMissingBean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		HttpComponentsCustomizer alwaysonHttpComponentsCustomizer(DeclaredOrigins origins, Resilience resilience) {
			return new HttpComponentsCustomizer(origins, resilience);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RestClientCustomizer.class)
	static class Clients {

		@Bean
		@ConditionalOnMissingBean
		ResilienceHttpInterceptor alwaysonHttpInterceptor(DeclaredOrigins origins, Resilience resilience) {
			return new ResilienceHttpInterceptor(origins, resilience);
		}

		/** Last, so that what others intercept happens once a call. */
		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		RestClientCustomizer alwaysonRestClientCustomizer(DeclaredOrigins origins,
				ResilienceHttpInterceptor interceptor) {
			return (builder) -> {
				if (!origins.isEmpty()) {
					builder.requestInterceptor(interceptor);
				}
			};
		}

		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		RestTemplateCustomizer alwaysonRestTemplateCustomizer(DeclaredOrigins origins,
				ResilienceHttpInterceptor interceptor) {
			return (template) -> {
				if (!origins.isEmpty()) {
					template.getInterceptors().add(interceptor);
				}
			};
		}

	}

}
