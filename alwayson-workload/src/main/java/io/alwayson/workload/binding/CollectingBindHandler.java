package io.alwayson.workload.binding;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Turns a value that does not convert into a violation and goes on, so that binding does
 * not end at the first one. Also remembers which keys were asked for: the others are
 * unknown.
 */
final class CollectingBindHandler extends AbstractBindHandler {

	private final Violations violations;

	private final Set<ConfigurationPropertyName> known = new HashSet<>();

	CollectingBindHandler(Violations violations) {
		this.violations = violations;
	}

	boolean isKnown(ConfigurationPropertyName name) {
		return this.known.contains(name);
	}

	@Override
	public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
		this.known.add(name);
		return super.onStart(name, target, context);
	}

	@Override
	public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Exception error) {
		ConfigurationProperty property = context.getConfigurationProperty();
		this.violations.add(name.toString(), (property != null) ? property.getValue() : null,
				"is not " + expected(target.getType().resolve(Object.class)), "Correct or remove it");
		return null;
	}

	private static String expected(Class<?> type) {
		if (type.isEnum()) {
			return "one of " + Arrays.stream(type.getEnumConstants())
				.map((constant) -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
				.collect(Collectors.joining(", "));
		}
		if (type == Duration.class) {
			return "a duration such as 10s or 500ms";
		}
		if (type == Integer.class) {
			return "a whole number";
		}
		if (type == Double.class) {
			return "a number";
		}
		if (type == Boolean.class) {
			return "true or false";
		}
		return "a value that fits here";
	}

}
