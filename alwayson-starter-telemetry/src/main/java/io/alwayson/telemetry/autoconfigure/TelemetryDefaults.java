package io.alwayson.telemetry.autoconfigure;

import java.util.function.Function;

import io.alwayson.telemetry.TelemetryNames;
import io.alwayson.workload.Stamp;
import io.alwayson.workload.binding.BootDefaults;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Other defaults for Boot's keys about metrics, traces and logs.
 */
final class TelemetryDefaults implements EnvironmentPostProcessor {

	private static final String METRICS_URL = "management.otlp.metrics.export.url";

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		BootDefaults defaults = new BootDefaults("alwaysonTelemetryDefaults", environment);
		// The registry would push to localhost:4318 although nobody asked for it.
		// Also when we are off: it is here because of us.
		defaults.put("management.otlp.metrics.export.enabled",
				(env) -> env.containsProperty(METRICS_URL) ? null : "false");
		// The wait for a sink that hangs; at the end of the process there are two.
		putIfOn(defaults, "management.opentelemetry.tracing.export.timeout", (env) -> "5s");
		putIfOn(defaults, "management.opentelemetry.logging.export.timeout", (env) -> "5s");
		putIfOn(defaults, "management.otlp.metrics.export.read-timeout", (env) -> "5s");
		// Half of Boot's: what matters is there in any case, and the whole is not to cost
		// more.
		putIfOn(defaults, "management.tracing.sampling.probability",
				(env) -> "false".equals(env.getProperty("alwayson.telemetry.keep.enabled")) ? null : "0.05");
		// An agent reports traces and logs itself.
		putIfOn(defaults, "management.opentelemetry.enabled", (env) -> hasAgent(env) ? "false" : null);
		// We say it once; the exporter would go on.
		putIfOn(defaults, "logging.level.io.opentelemetry.exporter.internal", (env) -> "off");
		// Boot would also believe the headers of B3, and those of strangers.
		putIfOn(defaults, "management.tracing.propagation.consume", (env) -> "w3c");
		putIfOn(defaults, "logging.pattern.correlation", TelemetryDefaults::pattern);
		putIfOn(defaults, "logging.structured.format.console", (env) -> isLocal(env) ? null : "ecs");
		putIfOn(defaults, "logging.structured.ecs.service.environment", (env) -> stamp(env, "environment"));
		putIfOn(defaults, "logging.structured.ecs.service.version", (env) -> stamp(env, "release"));
		putIfOn(defaults, "logging.structured.ecs.service.node-name", HostName::of);
		putIfOn(defaults, "logging.structured.json.add." + TelemetryNames.STAMP_ID, (env) -> stamp(env, "id"));
		putIfOn(defaults, "logging.structured.json.add." + TelemetryNames.REGION, (env) -> stamp(env, "region"));
		environment.getPropertySources().addLast(defaults);
	}

	private static void putIfOn(BootDefaults defaults, String name, Function<Environment, @Nullable Object> value) {
		defaults.put(name,
				(env) -> env.getProperty("alwayson.telemetry.enabled", Boolean.class, true) ? value.apply(env) : null);
	}

	/** Of the stamp only what is harmless within a pattern. */
	private static String pattern(Environment env) {
		String stamp = String.valueOf(stamp(env, "id")).replaceAll("[^A-Za-z0-9._-]", "?");
		// An agent has names of its own.
		String trace = hasAgent(env) ? "%X{trace_id:--}-%X{span_id:--}" : "%X{traceId:--}-%X{spanId:--}";
		return "[" + stamp + " " + trace + " %X{" + TelemetryNames.MDC_CORRELATION_ID + ":--} %X{"
				+ TelemetryNames.MDC_FLOW + ":--}] ";
	}

	private static boolean hasAgent(Environment env) {
		return OtherInstrumentation.hasAgent(env, ClassUtils.getDefaultClassLoader());
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
