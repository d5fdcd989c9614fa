package io.alwayson.telemetry;

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

	/** The given keys below {@code alwayson}. */
	public static Workload of(String... keysAndValues) {
		Map<String, Object> properties = new LinkedHashMap<>();
		for (String entry : keysAndValues) {
			int split = entry.indexOf('=');
			properties.put("alwayson." + entry.substring(0, split), entry.substring(split + 1));
		}
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
		return WorkloadBinder.bind(environment);
	}

}
