package io.alwayson.benchmarks.campaign;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/**
 * A service that asks two dependencies. One jar and one handler; only what is around the
 * calls differs.
 */
public final class Service {

	private Service() {
	}

	/** What is around the calls. */
	enum Kind {

		/** Nothing. */
		PLAIN,

		/** What resilience4j's documentation shows. */
		RESILIENCE4J,

		/** Ours. */
		ALWAYSON

	}

	/** Starts one: its kind, its port, the ports of both dependencies, whether hedged. */
	public static void main(String[] args) {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("server.port", args[1]);
		properties.put("kind", args[0]);
		properties.put("sick", "http://127.0.0.1:" + args[2]);
		properties.put("healthy", "http://127.0.0.1:" + args[3]);
		properties.put("spring.main.banner-mode", "off");
		// Failures of calls are what it is about, and 40 a second.
		properties.put("logging.level.root", "off");
		properties.put("alwayson.resilience.enabled", args[0].equals(Kind.ALWAYSON.name()));
		for (String name : new String[] { "sick", "healthy" }) {
			properties.put("alwayson.dependencies." + name + ".type", "http");
			properties.put("alwayson.dependencies." + name + ".endpoint", properties.get(name));
		}
		if (Boolean.parseBoolean(args[4])) {
			properties.put("alwayson.dependencies.sick.resilience.hedge.quantile", "0.95");
		}
		new SpringApplicationBuilder(Application.class).properties(properties).run();
	}

	/** The application. */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Calls calls(RestClient.Builder builder, Environment environment) {
			return new Calls(builder.build(), environment);
		}

	}

	/** Both calls. */
	@RestController
	static final class Calls {

		private final Map<String, Supplier<String>> calls = new LinkedHashMap<>();

		Calls(RestClient client, Environment environment) {
			for (String name : new String[] { "sick", "healthy" }) {
				String uri = environment.getRequiredProperty(name) + "/item";
				Supplier<String> call = () -> client.get().uri(uri).retrieve().body(String.class);
				this.calls.put(name,
						Kind.RESILIENCE4J.name().equals(environment.getProperty("kind")) ? decorate(name, call) : call);
			}
		}

		@GetMapping("/{name}")
		String call(@PathVariable("name") String name) {
			return this.calls.get(name).get();
		}

		/**
		 * In the order of resilience4j's aspects, with the settings of its demo for
		 * Spring Boot and its time limiter's default of a second.
		 */
		private static Supplier<String> decorate(String name, Supplier<String> call) {
			ExecutorService threads = Executors.newCachedThreadPool();
			TimeLimiter timeLimiter = TimeLimiter.of(name, TimeLimiterConfig.ofDefaults());
			CircuitBreaker breaker = CircuitBreaker.of(name,
					CircuitBreakerConfig.custom()
						.slidingWindowSize(10)
						.minimumNumberOfCalls(5)
						.permittedNumberOfCallsInHalfOpenState(3)
						.automaticTransitionFromOpenToHalfOpenEnabled(true)
						.waitDurationInOpenState(Duration.ofSeconds(5))
						.failureRateThreshold(50)
						.build());
			Retry retry = Retry.of(name,
					RetryConfig.custom().maxAttempts(3).waitDuration(Duration.ofMillis(500)).build());
			Callable<String> limited = TimeLimiter.decorateFutureSupplier(timeLimiter, () -> threads.submit(call::get));
			Callable<String> retried = Retry.decorateCallable(retry, CircuitBreaker.decorateCallable(breaker, limited));
			return () -> {
				try {
					return retried.call();
				}
				catch (RuntimeException ex) {
					throw ex;
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			};
		}

	}

}
