package io.alwayson.telemetry.web;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/**
 * Trace context on Tomcat, passed on by {@code RestClient}.
 */
class TomcatTraceContextTests extends TraceContextContract {

	@Override
	WebApplicationType type() {
		return WebApplicationType.SERVLET;
	}

	@Override
	Class<?> application() {
		return Application.class;
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ TomcatCorrelationTests.Chain.class, Next.class })
	static class Application {

	}

	@RestController
	static class Next {

		private final RestClient client;

		Next(RestClient.Builder builder, @Value("${next}") String next) {
			this.client = builder.baseUrl(next).build();
		}

		@GetMapping("/open/next")
		String next() {
			this.client.get().retrieve().toBodilessEntity();
			return "done";
		}

	}

}
