package io.alwayson.telemetry.autoconfigure;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Somebody else who reports what this starter reports. Each signal has one owner, else
 * everything would be stored twice: an agent is one where it is attached, because nothing
 * can take its place; in that of a starter we are.
 */
enum OtherInstrumentation {

	/** Azure's agent; it has the one of OpenTelemetry inside, so it comes first. */
	APPLICATION_INSIGHTS_AGENT(true, "the Application Insights Java agent",
			"com.microsoft.applicationinsights.agent.Agent"),

	/** OpenTelemetry's agent. */
	OPENTELEMETRY_AGENT(true, "the OpenTelemetry Java agent", "io.opentelemetry.javaagent.OpenTelemetryAgent"),

	/** OpenTelemetry's own starter. */
	OPENTELEMETRY_STARTER(false, "io.opentelemetry.instrumentation:opentelemetry-spring-boot-starter",
			"io.opentelemetry.instrumentation.spring.autoconfigure.OpenTelemetryAutoConfiguration"),

	/** Azure's starter, which stands on OpenTelemetry's. */
	AZURE_MONITOR_STARTER(false, "com.azure.spring:spring-cloud-azure-starter-monitor",
			"com.azure.spring.cloud.autoconfigure.monitor.implementation.AzureSpringMonitorAutoConfiguration",
			"com.azure.spring.cloud.autoconfigure.monitor.AzureSpringMonitorAutoConfiguration",
			"com.azure.monitor.applicationinsights.spring.AzureSpringMonitorAutoConfig");

	/** Auto-configurations of the starters. */
	private static final List<String> PACKAGES = List.of("io.opentelemetry.instrumentation.spring.autoconfigure.",
			"com.azure.spring.cloud.autoconfigure.monitor.", "com.azure.monitor.applicationinsights.spring.");

	private final boolean agent;

	private final String title;

	private final List<String> types;

	OtherInstrumentation(boolean agent, String title, String... types) {
		this.agent = agent;
		this.title = title;
		this.types = List.of(types);
	}

	/** Those that are here. */
	static List<OtherInstrumentation> present(Environment environment, @Nullable ClassLoader classLoader) {
		Predicate<String> isPresent = (type) -> ClassUtils.isPresent(type, classLoader);
		List<OtherInstrumentation> agents = Stream.of(values())
			.filter((other) -> other.agent && environment.getProperty("otel.javaagent.enabled", Boolean.class, true)
					&& other.types.stream().anyMatch(isPresent))
			.limit(1)
			.toList();
		return Stream
			.concat(agents.stream(),
					Stream.of(values()).filter((other) -> !other.agent && other.types.stream().anyMatch(isPresent)))
			.toList();
	}

	/** Whether an agent is attached. */
	static boolean hasAgent(Environment environment, @Nullable ClassLoader classLoader) {
		return present(environment, classLoader).stream().anyMatch((other) -> other.agent);
	}

	/** Whether an auto-configuration belongs to one of the starters. */
	static boolean owns(String autoConfiguration) {
		return PACKAGES.stream().anyMatch(autoConfiguration::startsWith);
	}

	/** Who reports what, in one line. */
	String line() {
		return this.agent ? "Traces and logs are reported by " + this.title
				+ ", and not by the telemetry starter as well. Start without the agent to have it the other way round"
				: "Traces, metrics and logs are reported by the telemetry starter, and not by " + this.title
						+ " as well, which is on the class path too. Remove it, or say alwayson.telemetry.enabled=false to have it the other way round";
	}

}
