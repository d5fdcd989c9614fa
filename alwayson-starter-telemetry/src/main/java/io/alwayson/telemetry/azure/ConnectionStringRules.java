package io.alwayson.telemetry.azure;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What makes a connection string of Application Insights usable. The exporter itself
 * leaves out what it can not read and would send to its default, or nowhere.
 */
public final class ConnectionStringRules {

	private static final String INSTRUMENTATION_KEY = "InstrumentationKey";

	private static final Pattern GUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

	private static final String ENDPOINT = "endpoint";

	private ConnectionStringRules() {
	}

	/** What is wrong, without the value; empty if nothing is. */
	public static Optional<String> problemOf(String connectionString) {
		Map<String, String> parts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		int position = 0;
		for (String part : connectionString.split(";")) {
			position++;
			int equals = part.indexOf('=');
			if (part.isBlank()) {
				continue;
			}
			if (equals <= 0) {
				return Optional.of("has a part (number " + position + ") that is not <name>=<value>");
			}
			parts.put(part.substring(0, equals).trim(), part.substring(equals + 1).trim());
		}
		return Optional.ofNullable(problemOf(parts));
	}

	private static @Nullable String problemOf(Map<String, String> parts) {
		String key = parts.get(INSTRUMENTATION_KEY);
		if (key == null) {
			return "has no " + INSTRUMENTATION_KEY;
		}
		if (!GUID.matcher(key).matches()) {
			return "has an " + INSTRUMENTATION_KEY + " that is not a GUID";
		}
		return parts.entrySet()
			.stream()
			.filter((part) -> part.getKey().toLowerCase(Locale.ROOT).endsWith(ENDPOINT) && !isUrl(part.getValue()))
			.map((part) -> "has " + article(part.getKey()) + " that is not an http or https URL")
			.findFirst()
			.orElse(null);
	}

	private static boolean isUrl(String value) {
		try {
			URI uri = new URI(value);
			return uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
		}
		catch (URISyntaxException ex) {
			return false;
		}
	}

	private static String article(String name) {
		return ("AEIOUaeiou".indexOf(name.charAt(0)) >= 0 ? "an " : "a ") + name;
	}

}
