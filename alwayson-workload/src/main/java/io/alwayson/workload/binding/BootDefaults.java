package io.alwayson.workload.binding;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * Other defaults for some of Boot's own keys, of the lowest precedence: whatever the user
 * says anywhere wins. Read when they are asked for, so that sources which come late
 * count. For the starters' environment post-processors.
 */
public final class BootDefaults extends EnumerablePropertySource<Object> {

	private static final String USERS_DEFAULTS = "defaultProperties";

	private final ConfigurableEnvironment environment;

	private final Map<String, Function<Environment, @Nullable Object>> defaults = new TreeMap<>();

	/**
	 * Creates a source without defaults yet, for the end of the environment's sources.
	 * @param name of the source
	 */
	public BootDefaults(String name, ConfigurableEnvironment environment) {
		// An environment as the source would be searched for sources, without end.
		super(name);
		this.environment = environment;
	}

	/**
	 * Adds a default.
	 * @param value tells it from what else is configured; {@code null} for none
	 */
	public void put(String name, Function<Environment, @Nullable Object> value) {
		this.defaults.put(name, value);
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
		PropertySource<?> users = this.environment.getPropertySources().get(USERS_DEFAULTS);
		return users != null && users.containsProperty(name);
	}

}
