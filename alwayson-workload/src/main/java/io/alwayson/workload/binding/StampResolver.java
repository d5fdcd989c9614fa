package io.alwayson.workload.binding;

import io.alwayson.workload.Stamp;
import org.jspecify.annotations.Nullable;

/**
 * From the keys of the stamp to a {@link Stamp}.
 */
final class StampResolver {

	private final Violations violations;

	StampResolver(Violations violations) {
		this.violations = violations;
	}

	Stamp resolve(@Nullable StampProperties declared) {
		StampProperties properties = (declared != null) ? declared : new StampProperties(null, null, null, null);
		String environmentName = text(properties.environment(), Stamp.LOCAL);
		Stamp stamp = new Stamp(text(properties.id(), Stamp.LOCAL), text(properties.region(), Stamp.LOCAL),
				environmentName, blankToNull(properties.release()));
		if (!stamp.isLocal()) {
			requireIdentity("alwayson.stamp.id", properties.id(), environmentName, "weu-blue");
			requireIdentity("alwayson.stamp.region", properties.region(), environmentName, "westeurope");
		}
		return stamp;
	}

	private void requireIdentity(String key, @Nullable String value, String environmentName, String example) {
		if (blankToNull(value) == null) {
			this.violations.add(key, null, "is missing, and mandatory in the environment '" + environmentName + "'",
					"Say which stamp this is, for example " + example);
		}
	}

	private static String text(@Nullable String value, String fallback) {
		String text = blankToNull(value);
		return (text != null) ? text : fallback;
	}

	private static @Nullable String blankToNull(@Nullable String value) {
		return (value == null || value.isBlank()) ? null : value.trim();
	}

}
