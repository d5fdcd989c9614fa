package io.alwayson.telemetry.web;

import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Trace context on Netty, passed on by {@code WebClient}.
 */
class NettyTraceContextTests extends TraceContextContract {

	@Override
	WebApplicationType type() {
		return WebApplicationType.REACTIVE;
	}

	@Override
	Class<?> application() {
		return Application.class;
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ NettyCorrelationTests.Chain.class, Next.class })
	static class Application {

	}

	@RestController
	static class Next {

		private final WebClient client;

		Next(WebClient.Builder builder, @Value("${next}") String next) {
			this.client = builder.baseUrl(next).build();
		}

		@GetMapping("/open/next")
		Mono<String> next() {
			return this.client.get().retrieve().toBodilessEntity().thenReturn("done");
		}

	}

}
