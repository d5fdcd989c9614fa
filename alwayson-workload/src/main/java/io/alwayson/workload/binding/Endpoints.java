package io.alwayson.workload.binding;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import io.alwayson.workload.DependencyType;
import io.alwayson.workload.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * Reads endpoints. What is written there may hold a secret, so it is never repeated
 * unless it is a plain address.
 */
final class Endpoints {

	private static final Pattern SECRET = Pattern
		.compile("(?i)(AccountKey|SharedAccessKey|SharedAccessSignature|sig)=");

	private static final String MANAGED = "Write the plain address; identity is managed";

	private final Violations violations;

	private final boolean local;

	Endpoints(Violations violations, boolean local) {
		this.violations = violations;
		this.local = local;
	}

	/**
	 * Whether the value holds an account key, a shared access key or a shared access
	 * signature.
	 */
	static boolean holdsSecret(String value) {
		return SECRET.matcher(value).find();
	}

	/** The endpoint, or {@code null} after a violation. */
	@Nullable Endpoint parse(String key, DependencyType type, String value) {
		String variable = Placeholders.variableOf(value);
		if (variable != null) {
			this.violations.add(key, value, Placeholders.PROBLEM, Placeholders.fix(variable));
			return null;
		}
		return looksLikeConnectionString(value) ? parseConnectionString(key, type, value)
				: parseAddress(key, type, value);
	}

	private static boolean looksLikeConnectionString(String value) {
		int equals = value.indexOf('=');
		int address = value.indexOf("://");
		return equals > 0 && (address < 0 || equals < address);
	}

	private @Nullable Endpoint parseAddress(String key, DependencyType type, String value) {
		boolean messaging = type == DependencyType.EVENT_HUBS || type == DependencyType.SERVICE_BUS;
		URI uri;
		try {
			uri = new URI((messaging && !value.contains("://")) ? "sb://" + value : value);
		}
		catch (URISyntaxException ex) {
			this.violations.addHidden(key, "is not an address", "Write " + example(type));
			return null;
		}
		if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
			this.violations.addHidden(key, "holds user information, a query or a fragment", MANAGED);
			return null;
		}
		List<String> schemes = messaging ? List.of("sb", "https", "amqps") : List.of("https", "http");
		if (uri.getHost() == null || uri.getScheme() == null
				|| !schemes.contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
			this.violations.add(key, value, "is not an address of " + type.id(), "Write " + example(type));
			return null;
		}
		return Endpoint.of(uri);
	}

	private @Nullable Endpoint parseConnectionString(String key, DependencyType type, String value) {
		if (!this.local) {
			this.violations.addHidden(key, "is a connection string: no secrets outside the environment 'local'",
					MANAGED);
			return null;
		}
		Map<String, String> parts = new HashMap<>();
		for (String part : value.split(";")) {
			int equals = part.indexOf('=');
			if (part.isBlank()) {
				continue;
			}
			if (equals <= 0 || equals == part.length() - 1) {
				this.violations.addHidden(key,
						"is a malformed connection string: part " + (parts.size() + 1) + " is not Name=Value",
						"Copy it again from the emulator's documentation, or write the address");
				return null;
			}
			parts.put(part.substring(0, equals).trim().toLowerCase(Locale.ROOT), part.substring(equals + 1).trim());
		}
		String address = addressOf(type, parts);
		URI uri = (address != null) ? uriOrNull(address) : null;
		if (uri == null || uri.getHost() == null) {
			this.violations.addHidden(key, "is a connection string without the address of " + type.id(),
					"It needs " + addressPart(type));
			return null;
		}
		return new Endpoint(uri, value);
	}

	private static @Nullable String addressOf(DependencyType type, Map<String, String> parts) {
		return switch (type) {
			case BLOB -> {
				if ("true".equalsIgnoreCase(parts.get("usedevelopmentstorage"))) {
					yield "http://127.0.0.1:10000/devstoreaccount1";
				}
				String account = parts.get("accountname");
				String blobEndpoint = parts.get("blobendpoint");
				yield (blobEndpoint != null || account == null) ? blobEndpoint
						: parts.getOrDefault("defaultendpointsprotocol", "https") + "://" + account + ".blob."
								+ parts.getOrDefault("endpointsuffix", "core.windows.net");
			}
			case COSMOS -> parts.get("accountendpoint");
			case EVENT_HUBS, SERVICE_BUS -> parts.get("endpoint");
			default -> null;
		};
	}

	private static String addressPart(DependencyType type) {
		return switch (type) {
			case BLOB -> "BlobEndpoint, AccountName or UseDevelopmentStorage=true";
			case COSMOS -> "AccountEndpoint";
			case EVENT_HUBS, SERVICE_BUS -> "Endpoint";
			default -> "a plain address: " + type.id() + " has no connection strings";
		};
	}

	private static @Nullable URI uriOrNull(String address) {
		try {
			return new URI(address);
		}
		catch (URISyntaxException ex) {
			return null;
		}
	}

	private static String example(DependencyType type) {
		return switch (type) {
			case COSMOS -> "https://<account>.documents.azure.com";
			case BLOB -> "https://<account>.blob.core.windows.net";
			case EVENT_HUBS, SERVICE_BUS -> "<namespace>.servicebus.windows.net";
			case KEY_VAULT -> "https://<vault>.vault.azure.net";
			default -> "http://<host>:<port>/<path> or https://<host>";
		};
	}

}
