package io.alwayson.benchmarks;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Class paths of services in processes of their own: what is not asked for must not be
 * there, or Boot would configure it.
 */
public final class ClassPath {

	private static final Pattern OUR_TELEMETRY = Pattern.compile("alwayson-starter-telemetry.*");

	private static final Pattern TRACING = Pattern.compile(
			"(opentelemetry|micrometer-(tracing|registry-otlp)|spring-boot-(starter-)?(micrometer-tracing|opentelemetry)).*");

	private ClassPath() {
	}

	/** Without anything that traces. */
	public static String withoutTracing() {
		return without((name) -> TRACING.matcher(name).matches() || OUR_TELEMETRY.matcher(name).matches());
	}

	/** With what Boot traces, and without ours. */
	public static String withoutOurTelemetry() {
		return without((name) -> OUR_TELEMETRY.matcher(name).matches());
	}

	/** All there is. */
	public static String whole() {
		return without((name) -> false);
	}

	private static String without(Predicate<String> left) {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !left.test(nameOf(Path.of(entry))))
			.collect(Collectors.joining(File.pathSeparator));
	}

	/** In a reactor a module is a folder of classes. */
	private static String nameOf(Path entry) {
		return entry.endsWith(Path.of("target", "classes")) && entry.getNameCount() > 2
				? entry.getName(entry.getNameCount() - 3).toString() : entry.getFileName().toString();
	}

}
