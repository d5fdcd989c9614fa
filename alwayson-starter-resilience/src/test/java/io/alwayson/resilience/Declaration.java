package io.alwayson.resilience;

import java.util.LinkedHashMap;
import java.util.Map;

import io.alwayson.workload.Workload;
import io.alwayson.workload.binding.WorkloadBinder;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Declarations for tests, written as users write them.
 */
public final class Declaration {

	private Declaration() {
	}

	/** A custom dependency {@code prices} with the given resilience keys. */
	public static Workload prices(String... keysAndValues) {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("alwayson.dependencies.prices.type", "custom");
		properties.put("alwayson.dependencies.prices.failure-scope", "global");
		for (String entry : keysAndValues) {
			int split = entry.indexOf('=');
			properties.put("alwayson.dependencies.prices.resilience." + entry.substring(0, split),
					entry.substring(split + 1));
		}
		return bind(properties);
	}

	/** The given keys below {@code alwayson}. */
	public static Workload of(String... keysAndValues) {
		Map<String, Object> properties = new LinkedHashMap<>();
		for (String entry : keysAndValues) {
			int split = entry.indexOf('=');
			properties.put("alwayson." + entry.substring(0, split), entry.substring(split + 1));
		}
		return bind(properties);
	}

	private static Workload bind(Map<String, Object> properties) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
		return WorkloadBinder.bind(environment);
	}

}
