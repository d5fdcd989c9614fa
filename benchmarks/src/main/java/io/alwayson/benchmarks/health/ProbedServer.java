package io.alwayson.benchmarks.health;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.alwayson.health.HealthCheck;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;

/**
 * A service with fifteen dependencies, probed by {@link ProbeBenchmark}. One jar, one
 * server; only how its health is told differs.
 */
public final class ProbedServer {

	static final int DEPENDENCIES = 15;

	static final int HANGING = 10;

	private ProbedServer() {
	}

	/** How health is told, and how the dependencies are. */
	enum Kind {

		/** Our surface; ten checks hang and ignore interrupts. */
		ALWAYSON("/health/stamp", true),

		/** Our surface; all checks succeed. */
		ALWAYSON_HEALTHY("/health/stamp", false),

		/** Boot's endpoint; ten indicators hang and ignore interrupts. */
		BOOT("/actuator/health", true),

		/** Boot's endpoint; all indicators succeed. */
		BOOT_HEALTHY("/actuator/health", false);

		final String path;

		final boolean hangs;

		Kind(String path, boolean hangs) {
			this.path = path;
			this.hangs = hangs;
		}

		boolean isOurs() {
			return this == ALWAYSON || this == ALWAYSON_HEALTHY;
		}

	}

	/** Starts a server: its kind, and its port. */
	public static void main(String[] args) {
		start(Kind.valueOf(args[0]), Integer.parseInt(args[1]));
	}

	static ConfigurableApplicationContext start(Kind kind, int port) {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("server.port", port);
		properties.put("server.tomcat.max-keep-alive-requests", -1);
		properties.put("server.shutdown", "immediate");
		properties.put("spring.main.banner-mode", "off");
		properties.put("logging.level.root", "ERROR");
		properties.put("benchmark.kind", kind.name());
		properties.put("alwayson.health.enabled", kind.isOurs());
		for (int i = 0; i < DEPENDENCIES; i++) {
			properties.put("alwayson.dependencies.d" + i + ".type", "custom");
			properties.put("alwayson.dependencies.d" + i + ".failure-scope", "global");
			properties.put("alwayson.flows.f" + i % 3 + ".uses[" + i / 3 + "]", "d" + i);
		}
		return new SpringApplicationBuilder(Service.class).initializers((context) -> {
			for (int i = 0; i < DEPENDENCIES; i++) {
				register((GenericApplicationContext) context, kind, "d" + i, kind.hangs && i < HANGING);
			}
		}).properties(properties).run();
	}

	private static void register(GenericApplicationContext context, Kind kind, String name, boolean hangs) {
		if (kind.isOurs()) {
			context.registerBean(name, HealthCheck.class, () -> () -> {
				ask(context, hangs);
				return HealthCheck.Answer.up();
			});
		}
		else {
			context.registerBean(name, HealthIndicator.class, () -> () -> {
				ask(context, hangs);
				return Health.up().build();
			});
		}
	}

	private static void ask(GenericApplicationContext context, boolean hangs) {
		context.getBean(Calls.class).count.incrementAndGet();
		while (hangs) {
			LockSupport.parkNanos(1_000_000_000);
			Thread.interrupted();
		}
	}

	/** Calls to dependencies. */
	record Calls(AtomicLong count) {
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Service {

		@Bean
		Calls calls() {
			return new Calls(new AtomicLong());
		}

		/** As far ahead as ours, and as many bytes: the cheapest answer there can be. */
		@Bean
		FilterRegistrationBean<Filter> constant() {
			AtomicReference<byte[]> body = new AtomicReference<>(new byte[0]);
			return at("/constant", (request, response, chain) -> {
				String length = ((HttpServletRequest) request).getQueryString();
				if (length != null) {
					body.set(" ".repeat(Integer.parseInt(length)).getBytes(StandardCharsets.US_ASCII));
				}
				answer(response, body.get());
			});
		}

		/** How often dependencies were called, and how many threads there are. */
		@Bean
		FilterRegistrationBean<Filter> figures(Calls calls) {
			return at("/figures", (request, response, chain) -> {
				String figures = calls.count().get() + " " + ManagementFactory.getThreadMXBean().getThreadCount();
				answer(response, figures.getBytes(StandardCharsets.US_ASCII));
			});
		}

		private static void answer(ServletResponse response, byte[] body) throws IOException {
			((HttpServletResponse) response).setHeader("Cache-Control", "no-store");
			response.setContentType("application/json");
			response.setContentLength(body.length);
			response.getOutputStream().write(body);
		}

		private static FilterRegistrationBean<Filter> at(String path, Filter filter) {
			FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
			registration.addUrlPatterns(path);
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return registration;
		}

	}

}
