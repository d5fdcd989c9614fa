package io.alwayson.kit.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URL;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.alwayson.workload.binding.AlwaysOnProperties;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Every key under {@code alwayson} that the code binds: from the records, because the
 * metadata ends at maps, and from the metadata, because not every key is in the records.
 */
final class ConfigurationKeys {

	private ConfigurationKeys() {
	}

	static Set<String> all() {
		Set<String> keys = new TreeSet<>();
		collect("alwayson", AlwaysOnProperties.class, keys);
		metadata().forEach((key, property) -> {
			if (!property.path("type").asString("").startsWith("java.util.Map<java.lang.String,io.alwayson.")) {
				keys.add(key);
			}
		});
		return keys;
	}

	/** Defaults in the metadata, by key. */
	static Map<String, String> defaults() {
		Map<String, String> defaults = new TreeMap<>();
		metadata().forEach((key, property) -> {
			if (property.has("defaultValue")) {
				defaults.put(key, property.path("defaultValue").asString());
			}
		});
		return defaults;
	}

	private static void collect(String prefix, Class<?> type, Set<String> keys) {
		for (RecordComponent component : type.getRecordComponents()) {
			String key = prefix + "." + DataObjectPropertyName.toDashedForm(nameOf(type, component));
			Class<?> nested = component.getType();
			if (nested == Map.class) {
				Type value = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[1];
				collect(key + ".<name>", (Class<?>) value, keys);
			}
			else if (nested.isRecord()) {
				collect(key, nested, keys);
			}
			else {
				keys.add(key);
			}
		}
	}

	/** Not every key can be the name of a Java variable. */
	private static String nameOf(Class<?> type, RecordComponent component) {
		try {
			Name name = type.getDeclaredField(component.getName()).getAnnotation(Name.class);
			return (name != null) ? name.value() : component.getName();
		}
		catch (NoSuchFieldException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Map<String, JsonNode> metadata() {
		Map<String, JsonNode> properties = new TreeMap<>();
		try {
			for (URL file : Collections.list(ConfigurationKeys.class.getClassLoader()
				.getResources("META-INF/spring-configuration-metadata.json"))) {
				try (InputStream stream = file.openStream()) {
					for (JsonNode property : JsonMapper.shared().readTree(stream).path("properties")) {
						String name = property.path("name").asString();
						if (name.startsWith("alwayson.")) {
							properties.merge(name, property, (one, other) -> one.has("defaultValue") ? one : other);
						}
					}
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return properties;
	}

}
