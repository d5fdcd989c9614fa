package io.alwayson.telemetry.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.alwayson.telemetry.azure.ConnectionStringRules;
import io.alwayson.workload.binding.InvalidWorkloadException;
import io.alwayson.workload.binding.Violation;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Reads and checks the keys under {@code alwayson.telemetry}; all that is wrong is said
 * at once.
 */
final class TelemetryBinder {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(TelemetryProperties.PREFIX);

	private static final String LIBRARY = "com.azure:azure-monitor-opentelemetry-autoconfigure";

	private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);

	private TelemetryBinder() {
	}

	/**
	 * The keys of the environment.
	 * @throws InvalidWorkloadException with every violation, if there is one
	 */
	static TelemetryProperties bind(Environment environment, @Nullable ClassLoader classLoader) {
		List<Violation> violations = new ArrayList<>();
		Handler handler = new Handler(violations);
		TelemetryProperties properties = Binder.get(environment)
			.bind(PREFIX, Bindable.of(TelemetryProperties.class), handler)
			.orElseGet(() -> new TelemetryProperties(null, null, null));
		checkUnknownKeys(environment, handler.known, violations);
		Duration interval = properties.azureMonitorMetricsInterval();
		if (interval.compareTo(SHORTEST_INTERVAL) < 0) {
			violations.add(new Violation(TelemetryProperties.PREFIX + ".azure-monitor.metrics-interval",
					interval.toMillis() + "ms", "is shorter than 1s", "Raise it"));
		}
		if (properties.slow().isNegative() || properties.slow().isZero()) {
			violations.add(new Violation(TelemetryProperties.PREFIX + ".keep.slow", properties.slow().toMillis() + "ms",
					"is not more than 0", "Say a duration such as 1s"));
		}
		if (properties.keptPerSecond() < 1) {
			violations.add(new Violation(TelemetryProperties.PREFIX + ".keep.per-second",
					String.valueOf(properties.keptPerSecond()), "is less than 1",
					"Raise it, or say " + TelemetryProperties.PREFIX + ".keep.enabled: false"));
		}
		checkAzureMonitor(environment, classLoader, violations);
		if (!violations.isEmpty()) {
			throw new InvalidWorkloadException(violations);
		}
		return properties;
	}

	private static void checkAzureMonitor(Environment environment, @Nullable ClassLoader classLoader,
			List<Violation> violations) {
		AzureMonitorSetting setting = AzureMonitorSetting.of(environment);
		if (setting == null) {
			return;
		}
		ConnectionStringRules.problemOf(setting.connectionString())
			.ifPresent((problem) -> violations.add(new Violation(setting.source(), null, problem,
					"Copy the whole connection string from the Application Insights resource")));
		if (setting.isKey() && !ClassUtils.isPresent(AzureMonitorSetting.LIBRARY_CLASS, classLoader)) {
			violations.add(new Violation(setting.source(), null, "needs a library that is not there",
					"Add the dependency " + LIBRARY + " or remove the key"));
		}
	}

	private static void checkUnknownKeys(Environment environment, Set<ConfigurationPropertyName> known,
			List<Violation> violations) {
		UnboundElementsSourceFilter files = new UnboundElementsSourceFilter();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (files.apply(source) && source instanceof IterableConfigurationPropertySource names) {
				names.stream()
					.filter(PREFIX::isAncestorOf)
					.filter(known::add)
					.forEach((name) -> violations.add(
							new Violation(name.toString(), null, "is not a key", "Correct the spelling or remove it")));
			}
		}
	}

	/**
	 * Goes on after a value that does not convert, and remembers which keys were asked
	 * for.
	 */
	private static final class Handler extends AbstractBindHandler {

		private final Set<ConfigurationPropertyName> known = new HashSet<>();

		private final List<Violation> violations;

		Handler(List<Violation> violations) {
			this.violations = violations;
		}

		@Override
		public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target,
				BindContext context) {
			this.known.add(name);
			return super.onStart(name, target, context);
		}

		@Override
		public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
				Exception error) {
			Class<?> type = target.getType().resolve();
			String expected = (type == Duration.class) ? "a duration such as 60s"
					: (type == Integer.class) ? "a number" : "true or false";
			this.violations.add(new Violation(name.toString(), null, "is not " + expected, "Correct or remove it"));
			return null;
		}

	}

}
