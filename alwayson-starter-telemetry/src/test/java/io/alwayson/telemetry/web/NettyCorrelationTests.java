package io.alwayson.telemetry.web;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;

/**
 * Correlation on Netty.
 */
class NettyCorrelationTests extends CorrelationContract {

	@Override
	WebApplicationType type() {
		return WebApplicationType.REACTIVE;
	}

	@Override
	Class<?> chain() {
		return Chain.class;
	}

	@Configuration(proxyBeanMethods = false)
	static class Chain {

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			return http
				.authorizeExchange(
						(exchanges) -> exchanges.pathMatchers("/open/**", "/actuator/**", "/livez", "/readyz")
							.permitAll()
							.anyExchange()
							.authenticated())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

}
