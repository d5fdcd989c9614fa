package io.alwayson.workload.binding;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import io.alwayson.workload.Inbound;
import org.jspecify.annotations.Nullable;

/**
 * From the keys of inbound requests to {@link Inbound}.
 */
final class InboundResolver {

	private static final String KEY = "alwayson.inbound";

	private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

	private final Violations violations;

	InboundResolver(Violations violations) {
		this.violations = violations;
	}

	Inbound resolve(@Nullable InboundProperties declared) {
		InboundProperties properties = (declared != null) ? declared : new InboundProperties(null, null, null);
		List<String> networks = (properties.trustedNetworks() != null) ? properties.trustedNetworks() : List.of();
		for (String network : networks) {
			if (!Cidr.isLegal(network)) {
				this.violations.add(KEY + ".trusted-networks", network, "is not a network",
						"Write it in CIDR notation, for example 10.0.0.0/8");
			}
		}
		return new Inbound(Checks.first(properties.limit(), Inbound.Limit.OBSERVE), networks, frontDoorIds(properties));
	}

	private List<String> frontDoorIds(InboundProperties properties) {
		List<String> ids = (properties.frontDoorIds() != null)
				? properties.frontDoorIds().stream().map((id) -> id.trim().toLowerCase(Locale.ROOT)).toList()
				: List.of();
		for (String id : ids) {
			if (!ID.matcher(id).matches()) {
				this.violations.add(KEY + ".front-door-ids", id, "is not the id of a Front Door profile",
						"Write the profile's frontDoorId, such as a0a0a0a0-bbbb-cccc-dddd-e1e1e1e1e1e1");
			}
		}
		return ids;
	}

}
