package io.alwayson.benchmarks.campaign;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/**
 * A service that asks others. One jar and the same handlers; only what is around the
 * calls differs.
 */
public final class Service {

	/** Work that goes on at once on {@code /work}; the rest waits, as for connections. */
	static final int PERMITS = 4;

	/** How long one takes. */
	static final long WORK_MILLIS = 20;

	private Service() {
	}

	/** What is around the calls. */
	enum Kind {

		/** Nothing. */
		PLAIN,

		/** What resilience4j's documentation shows. */
		RESILIENCE4J,

		/** Ours. */
		ALWAYSON;

		/** For people. */
		String text() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/** Starts one: its kind, and properties as Boot takes them. */
	public static void main(String[] args) {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("kind", args[0]);
		properties.put("spring.main.banner-mode", "off");
		// Failures of calls are what it is about, and 40 a second.
		properties.put("logging.level.root", "off");
		properties.put("alwayson.resilience.enabled", args[0].equals(Kind.ALWAYSON.name()));
		String[] arguments = Arrays.copyOfRange(args, 1, args.length);
		for (String argument : arguments) {
			if (argument.startsWith("--calls.")) {
				String dependency = "alwayson.dependencies."
						+ argument.substring("--calls.".length(), argument.indexOf('='));
				properties.put(dependency + ".type", "http");
				properties.put(dependency + ".endpoint", argument.substring(argument.indexOf('=') + 1));
			}
		}
		new SpringApplicationBuilder(Application.class).properties(properties).run(arguments);
	}

	/** The application. */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Handlers handlers(RestClient.Builder builder, Environment environment) {
			return new Handlers(builder.build(), environment);
		}

	}

	/** Says that it is up, asks one, works, or asks several. */
	@RestController
	static final class Handlers {

		private final Map<String, UnaryOperator<Supplier<String>>> protections = new LinkedHashMap<>();

		private final Map<String, String> uris;

		private final RestClient client;

		private final Semaphore permits = new Semaphore(PERMITS, true);

		private final UnaryOperator<Supplier<String>> admission;

		private final int reads;

		Handlers(RestClient client, Environment environment) {
			this.client = client;
			this.uris = Binder.get(environment).bind("calls", Bindable.mapOf(String.class, String.class)).get();
			boolean resilience4j = Kind.RESILIENCE4J.name().equals(environment.getProperty("kind"));
			boolean breaker = environment.getProperty("breaker", Boolean.class, true);
			for (String name : this.uris.keySet()) {
				this.protections.put(name,
						resilience4j ? Resilience4jAsDocumented.around(name, breaker) : UnaryOperator.identity());
			}
			this.admission = resilience4j ? Resilience4jAsDocumented.bulkhead() : UnaryOperator.identity();
			this.reads = environment.getProperty("reads", Integer.class, 1);
		}

		@GetMapping("/up")
		String up() {
			return "up";
		}

		/** One call. */
		@GetMapping("/ask/{name}")
		String ask(@PathVariable("name") String name, @RequestParam("id") String id) {
			return call(name, "/item?id=" + id);
		}

		/** Work of its own, of which only so much can be done at a time. */
		@GetMapping("/work")
		String work() {
			return this.admission.apply(this::workInTurn).get();
		}

		/** Reads from its store, one after the other, and then a call of the next. */
		@GetMapping("/chain")
		String chain(@RequestParam("id") String id) {
			for (int read = 0; read < this.reads; read++) {
				call("store", "/item?id=" + id);
			}
			return this.uris.containsKey("next") ? call("next", "/chain?id=" + id) : "done";
		}

		private String call(String name, String path) {
			String uri = this.uris.get(name) + path;
			return this.protections.get(name)
				.apply(() -> String.valueOf(this.client.get().uri(uri).retrieve().body(String.class)))
				.get();
		}

		private String workInTurn() {
			try {
				this.permits.acquire();
				try {
					TimeUnit.MILLISECONDS.sleep(WORK_MILLIS);
				}
				finally {
					this.permits.release();
				}
				return "done";
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}

	}

}
