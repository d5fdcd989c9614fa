package io.alwayson.workload.binding;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.alwayson.workload.Dependency;
import io.alwayson.workload.DependencyType;
import io.alwayson.workload.Endpoint;
import io.alwayson.workload.FailureScope;
import io.alwayson.workload.Target;
import org.jspecify.annotations.Nullable;

/**
 * From the keys of one dependency to a {@link Dependency}: only keys that fit the type,
 * all mandatory ones there.
 */
final class DependencyResolver {

	private static final Map<DependencyType, Set<String>> MANDATORY = new EnumMap<>(Map.of(DependencyType.COSMOS,
			Set.of("endpoint", "database"), DependencyType.BLOB, Set.of("endpoint"), DependencyType.EVENT_HUBS,
			Set.of("endpoint", "event-hub"), DependencyType.SERVICE_BUS, Set.of("endpoint"), DependencyType.KEY_VAULT,
			Set.of("endpoint"), DependencyType.HTTP, Set.of("endpoint"), DependencyType.JDBC, Set.of(),
			DependencyType.STAMP_SERVICE, Set.of("endpoint"), DependencyType.CUSTOM, Set.of()));

	private static final Map<DependencyType, Set<String>> OPTIONAL = new EnumMap<>(
			Map.of(DependencyType.COSMOS, Set.of("container", "write-probe"), DependencyType.BLOB, Set.of("container"),
					DependencyType.EVENT_HUBS, Set.of("consumer-group", "checkpoints"), DependencyType.SERVICE_BUS,
					Set.of("queue", "topic", "subscription"), DependencyType.KEY_VAULT, Set.of(), DependencyType.HTTP,
					Set.of("probe-path"), DependencyType.JDBC, Set.of("data-source"), DependencyType.STAMP_SERVICE,
					Set.of(), DependencyType.CUSTOM, Set.of("endpoint")));

	private final Violations violations;

	private final Endpoints endpoints;

	private final HealthPolicyResolver health;

	private final ResiliencePolicyResolver resilience;

	DependencyResolver(Violations violations, Endpoints endpoints, HealthPolicyResolver health,
			ResiliencePolicyResolver resilience) {
		this.violations = violations;
		this.endpoints = endpoints;
		this.health = health;
		this.resilience = resilience;
	}

	/** The dependency, or {@code null} after a violation. */
	@Nullable Dependency resolve(String name, DependencyProperties properties, boolean typeWasWritten) {
		String key = "alwayson.dependencies." + name;
		DependencyType type = properties.type();
		var healthPolicy = this.health.resolve(key, properties.health());
		var resiliencePolicy = this.resilience.resolve(key, type, properties.resilience());
		if (type == null) {
			if (!typeWasWritten) {
				this.violations.add(key + ".type", null, "is missing", "Use one of " + allTypes());
			}
			return null;
		}
		boolean keysFit = checkKeys(key, type, written(properties));
		boolean scoped = checkScope(key, type, properties.failureScope());
		String client = client(key, properties.client());
		Target target = keysFit ? target(key, type, properties) : null;
		return (target != null && scoped) ? new Dependency(name, target, properties.failureScope(), properties.impact(),
				client, healthPolicy, resiliencePolicy) : null;
	}

	private static Map<String, String> written(DependencyProperties properties) {
		Map<String, @Nullable String> all = new LinkedHashMap<>();
		all.put("endpoint", properties.endpoint());
		all.put("database", properties.database());
		all.put("container", properties.container());
		all.put("write-probe", (properties.writeProbe() != null) ? properties.writeProbe().toString() : null);
		all.put("event-hub", properties.eventHub());
		all.put("consumer-group", properties.consumerGroup());
		all.put("checkpoints", properties.checkpoints());
		all.put("queue", properties.queue());
		all.put("topic", properties.topic());
		all.put("subscription", properties.subscription());
		all.put("probe-path", properties.probePath());
		all.put("data-source", properties.dataSource());
		Map<String, String> written = new LinkedHashMap<>();
		all.forEach((leaf, value) -> {
			if (value != null && !value.isBlank()) {
				written.put(leaf, value);
			}
		});
		return written;
	}

	private boolean checkKeys(String key, DependencyType type, Map<String, String> written) {
		Set<String> mandatory = MANDATORY.getOrDefault(type, Set.of());
		Set<String> allowed = new TreeSet<>(mandatory);
		allowed.addAll(OPTIONAL.getOrDefault(type, Set.of()));
		boolean fit = true;
		for (Map.Entry<String, String> entry : written.entrySet()) {
			if (!allowed.contains(entry.getKey())) {
				this.violations.addHidden(key + "." + entry.getKey(), "does not fit type " + type.id(),
						"Remove it; " + type.id() + " has " + (allowed.isEmpty() ? "no keys of its own" : allowed));
				fit = false;
			}
		}
		for (String leaf : new TreeSet<>(mandatory)) {
			if (!written.containsKey(leaf)) {
				this.violations.add(key + "." + leaf, null, "is missing", "Type " + type.id() + " needs it");
				fit = false;
			}
		}
		if (type == DependencyType.SERVICE_BUS && written.containsKey("queue") == written.containsKey("topic")) {
			this.violations.add(key, null, "needs exactly one of queue and topic", "Write the one that is used");
			fit = false;
		}
		if (Boolean.parseBoolean(written.get("write-probe")) && !written.containsKey("container")) {
			this.violations.add(key + ".write-probe", "true", "has no container to write to",
					"Write container too: the check leaves others alone");
			fit = false;
		}
		if (written.containsKey("subscription") && !written.containsKey("topic")) {
			this.violations.add(key + ".subscription", written.get("subscription"), "has no topic", "Write topic too");
			fit = false;
		}
		return fit;
	}

	private boolean checkScope(String key, DependencyType type, @Nullable FailureScope declared) {
		boolean known = declared != null || type.defaultScope() != null;
		if (!known) {
			this.violations.add(key + ".failure-scope", null, "is missing",
					"Type " + type.id() + " must say one of stamp, regional, global");
		}
		return known;
	}

	private String client(String key, @Nullable String declared) {
		String client = (declared != null) ? declared : Dependency.CLIENT_AUTO;
		boolean legal = client.equals(Dependency.CLIENT_AUTO) || client.equals(Dependency.CLIENT_NONE)
				|| (client.startsWith("bean:") && client.length() > "bean:".length());
		if (!legal) {
			this.violations.add(key + ".client", client, "is not a way to get a client",
					"Use auto, none or bean:<name>");
		}
		return client;
	}

	private @Nullable Target target(String key, DependencyType type, DependencyProperties from) {
		Endpoint endpoint = null;
		if (from.endpoint() != null && !from.endpoint().isBlank()) {
			endpoint = this.endpoints.parse(key + ".endpoint", type, from.endpoint().trim());
			if (endpoint == null) {
				return null;
			}
		}
		if (type == DependencyType.JDBC) {
			return new Target.Jdbc(text(from.dataSource()));
		}
		if (type == DependencyType.CUSTOM) {
			return new Target.Custom(endpoint);
		}
		return (endpoint != null) ? targetAt(key, type, from, endpoint) : null;
	}

	private @Nullable Target targetAt(String key, DependencyType type, DependencyProperties from, Endpoint endpoint) {
		return switch (type) {
			case COSMOS -> new Target.Cosmos(endpoint, Checks.first(from.database(), ""), text(from.container()),
					Checks.first(from.writeProbe(), false));
			case BLOB -> new Target.Blob(endpoint, text(from.container()));
			case EVENT_HUBS -> new Target.EventHubs(endpoint, Checks.first(from.eventHub(), ""),
					Checks.first(text(from.consumerGroup()), "$Default"), text(from.checkpoints()));
			case SERVICE_BUS ->
				new Target.ServiceBus(endpoint, text(from.queue()), text(from.topic()), text(from.subscription()));
			case KEY_VAULT -> new Target.KeyVault(endpoint);
			case HTTP -> http(key, endpoint, Checks.first(text(from.probePath()), "/"));
			case STAMP_SERVICE -> new Target.StampService(endpoint);
			case JDBC, CUSTOM -> null;
		};
	}

	private @Nullable Target http(String key, Endpoint endpoint, String probePath) {
		if (!probePath.startsWith("/")) {
			this.violations.add(key + ".probe-path", probePath, "does not start with '/'",
					"Write a path such as /livez");
			return null;
		}
		return new Target.Http(endpoint, probePath);
	}

	/** A placeholder without a value leaves a blank behind: as if nothing was written. */
	private static @Nullable String text(@Nullable String value) {
		return (value == null || value.isBlank()) ? null : value;
	}

	private static String allTypes() {
		StringBuilder types = new StringBuilder();
		for (DependencyType type : DependencyType.values()) {
			types.append(types.isEmpty() ? "" : ", ").append(type.id());
		}
		return types.toString();
	}

}
