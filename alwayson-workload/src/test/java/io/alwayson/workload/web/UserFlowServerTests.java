package io.alwayson.workload.web;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.alwayson.workload.context.FlowOutcome;
import io.alwayson.workload.context.FlowOutcomeListener;
import io.alwayson.workload.context.UserFlow;
import io.alwayson.workload.context.WorkloadContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same requests against Tomcat and Netty: the flow is current in the handler and its
 * outcome is told once.
 */
class UserFlowServerTests {

	private final HttpClient client = HttpClient.newHttpClient();

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void routesAndAnnotationsNameTheFlowAndOutcomesAreTold(WebApplicationType type) throws Exception {
		try (ConfigurableApplicationContext context = start(type)) {
			Outcomes outcomes = context.getBean(Outcomes.class);
			assertThat(get(context, "/ctx/api/items")).isEqualTo("200 list-items");
			assertThat(outcomes.next()).extracting(FlowOutcome::flow, FlowOutcome::good)
				.containsExactly("list-items", true);
			assertThat(get(context, "/ctx/api/annotated")).isEqualTo("200 add-comment");
			assertThat(outcomes.next()).extracting(FlowOutcome::flow, FlowOutcome::good)
				.containsExactly("add-comment", true);
			assertThat(get(context, "/ctx/api/async")).isEqualTo("200 list-items");
			assertThat(outcomes.next()).extracting(FlowOutcome::flow, FlowOutcome::good)
				.containsExactly("list-items", true);
			assertThat(get(context, "/ctx/api/missing")).startsWith("404");
			assertThat(outcomes.next()).extracting(FlowOutcome::flow, FlowOutcome::good)
				.containsExactly("list-items", true);
			assertThat(get(context, "/ctx/api/broken")).startsWith("500");
			assertThat(outcomes.next()).extracting(FlowOutcome::flow, FlowOutcome::good)
				.containsExactly("list-items", false);
			assertThat(get(context, "/ctx/other")).isEqualTo("200 none");
			assertThat(get(context, "/ctx/api/unavailable")).startsWith("503");
			assertThat(outcomes.next()).extracting(FlowOutcome::flow, FlowOutcome::good)
				.containsExactly("list-items", false);
			assertThat(outcomes.told).isEmpty();
		}
	}

	private String get(ConfigurableApplicationContext context, String path) throws IOException, InterruptedException {
		String port = context.getEnvironment().getProperty("local.server.port");
		HttpResponse<String> response = this.client.send(
				HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
				HttpResponse.BodyHandlers.ofString());
		return response.statusCode() + " " + response.body();
	}

	private static ConfigurableApplicationContext start(WebApplicationType type) {
		boolean servlet = type == WebApplicationType.SERVLET;
		return new SpringApplicationBuilder(servlet ? ServletApplication.class : ReactiveApplication.class).web(type)
			.properties(Map.of("server.port", "0", "server.servlet.context-path", "/ctx", "spring.webflux.base-path",
					"/ctx", "alwayson.flows.list-items.routes[0]", "GET /api/**",
					"alwayson.flows.add-comment.criticality", "low", "spring.main.banner-mode", "off"))
			.run();
	}

	static class Outcomes implements FlowOutcomeListener {

		final LinkedBlockingQueue<FlowOutcome> told = new LinkedBlockingQueue<>();

		@Override
		public void onFlowOutcome(FlowOutcome outcome) {
			this.told.add(outcome);
			throw new IllegalStateException("A listener that throws does not touch the request");
		}

		FlowOutcome next() throws InterruptedException {
			FlowOutcome outcome = this.told.poll(10, TimeUnit.SECONDS);
			assertThat(outcome).as("an outcome within 10 s").isNotNull();
			return outcome;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Listening {

		@Bean
		Outcomes outcomes() {
			return new Outcomes();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Listening.class, ServletController.class })
	static class ServletApplication {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Listening.class, ReactiveController.class })
	static class ReactiveApplication {

	}

	private static String flow() {
		String flow = WorkloadContext.current().flow();
		return (flow != null) ? flow : "none";
	}

	@RestController
	static class ServletController {

		@GetMapping("/api/items")
		String items() {
			return flow();
		}

		@GetMapping("/api/annotated")
		@UserFlow("add-comment")
		String annotated() {
			return flow();
		}

		@GetMapping("/api/async")
		Callable<String> async() {
			String current = flow();
			return () -> current;
		}

		@GetMapping("/api/missing")
		String missing() {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND);
		}

		@GetMapping("/api/broken")
		String broken() {
			throw new IllegalStateException("broken");
		}

		@GetMapping("/api/unavailable")
		String unavailable() {
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE);
		}

		@GetMapping("/other")
		String other() {
			return flow();
		}

	}

	@RestController
	static class ReactiveController {

		private static Mono<String> flow() {
			return Mono.deferContextual((context) -> Mono
				.just(context.<io.alwayson.workload.context.CallContext>getOrEmpty(WorkloadContext.KEY)
					.map((call) -> String.valueOf(call.flow()))
					.orElse("none")));
		}

		@GetMapping("/api/items")
		Mono<String> items() {
			return flow();
		}

		@GetMapping("/api/annotated")
		@UserFlow("add-comment")
		Mono<String> annotated() {
			return flow();
		}

		@GetMapping("/api/async")
		Mono<String> async() {
			return flow().subscribeOn(reactor.core.scheduler.Schedulers.boundedElastic());
		}

		@GetMapping("/api/missing")
		Mono<String> missing() {
			return Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND));
		}

		@GetMapping("/api/broken")
		Mono<String> broken() {
			return Mono.error(new IllegalStateException("broken"));
		}

		@GetMapping("/api/unavailable")
		Mono<String> unavailable() {
			return Mono.error(new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE));
		}

		@GetMapping("/other")
		Mono<String> other() {
			return flow();
		}

	}

}
