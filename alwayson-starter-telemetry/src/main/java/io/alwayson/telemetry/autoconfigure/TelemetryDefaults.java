package io.alwayson.telemetry.autoconfigure;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import io.alwayson.telemetry.TelemetryNames;
import io.alwayson.workload.Stamp;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * Other defaults for some of Boot's own keys, of the lowest precedence: whatever the user
 * says anywhere wins. Read when they are asked for, so that sources which come late
 * count.
 */
final class TelemetryDefaults implements EnvironmentPostProcessor {

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		environment.getPropertySources().addLast(new Defaults(environment));
	}

	private static final class Defaults extends EnumerablePropertySource<Object> {

		private static final String METRICS_URL = "management.otlp.metrics.export.url";

		private static final String USERS_DEFAULTS = "defaultProperties";

		private final ConfigurableEnvironment environment;

		private final Map<String, Function<Environment, @Nullable Object>> defaults = new TreeMap<>();

		Defaults(ConfigurableEnvironment environment) {
			// An environment as the source would be searched for sources, without end.
			super("alwaysonTelemetryDefaults");
			this.environment = environment;
			// The registry would push to localhost:4318 although nobody asked for it.
			// Also when we are off: it is here because of us.
			this.defaults.put("management.otlp.metrics.export.enabled",
					(env) -> env.containsProperty(METRICS_URL) ? null : "false");
			putIfOn("spring.task.execution.propagate-context", (env) -> "true");
			putIfOn("spring.reactor.context-propagation", (env) -> "auto");
			// The wait for a sink that hangs; at the end of the process there are two.
			putIfOn("management.opentelemetry.tracing.export.timeout", (env) -> "5s");
			putIfOn("management.opentelemetry.logging.export.timeout", (env) -> "5s");
			putIfOn("management.otlp.metrics.export.read-timeout", (env) -> "5s");
			putIfOn("logging.pattern.correlation", Defaults::pattern);
			putIfOn("logging.structured.format.console", (env) -> isLocal(env) ? null : "ecs");
			putIfOn("logging.structured.ecs.service.environment", (env) -> stamp(env, "environment"));
			putIfOn("logging.structured.ecs.service.version", (env) -> stamp(env, "release"));
			putIfOn("logging.structured.ecs.service.node-name", HostName::of);
			putIfOn("logging.structured.json.add." + TelemetryNames.STAMP_ID, (env) -> stamp(env, "id"));
			putIfOn("logging.structured.json.add." + TelemetryNames.REGION, (env) -> stamp(env, "region"));
		}

		private void putIfOn(String name, Function<Environment, @Nullable Object> value) {
			this.defaults.put(name, (env) -> env.getProperty("alwayson.telemetry.enabled", Boolean.class, true)
					? value.apply(env) : null);
		}

		@Override
		public String[] getPropertyNames() {
			return this.defaults.keySet().toArray(String[]::new);
		}

		@Override
		public boolean containsProperty(String name) {
			return getProperty(name) != null;
		}

		@Override
		public @Nullable Object getProperty(String name) {
			Function<Environment, @Nullable Object> value = this.defaults.get(name);
			return (value == null || isInUsersDefaults(name)) ? null : value.apply(this.environment);
		}

		/** Boot moves those of {@link SpringApplication} behind every other source. */
		private boolean isInUsersDefaults(String name) {
			PropertySource<?> defaults = this.environment.getPropertySources().get(USERS_DEFAULTS);
			return defaults != null && defaults.containsProperty(name);
		}

		/** Of the stamp only what is harmless within a pattern. */
		private static String pattern(Environment env) {
			String stamp = String.valueOf(stamp(env, "id")).replaceAll("[^A-Za-z0-9._-]", "?");
			return "[" + stamp + " %X{traceId:--}-%X{spanId:--} %X{" + TelemetryNames.MDC_CORRELATION_ID + ":--} %X{"
					+ TelemetryNames.MDC_FLOW + ":--}] ";
		}

		private static boolean isLocal(Environment env) {
			return Stamp.LOCAL.equals(stamp(env, "environment"));
		}

		private static @Nullable String stamp(Environment env, String leaf) {
			String fallback = leaf.equals("release") ? null : Stamp.LOCAL;
			try {
				String value = env.getProperty("alwayson.stamp." + leaf);
				return (value != null && !value.isBlank()) ? value.trim() : fallback;
			}
			catch (IllegalArgumentException ex) {
				// A placeholder without a value: the declaration's own check says so.
				return fallback;
			}
		}

	}

}
