package io.alwayson.workload.binding;

import java.util.regex.Pattern;

import io.alwayson.workload.Stamp;
import org.jspecify.annotations.Nullable;

/**
 * From the keys of the stamp to a {@link Stamp}. Its texts end up in Kubernetes labels,
 * response headers, tags and JSON, so they are held to what all of them can carry.
 */
final class StampResolver {

	/** A Kubernetes label value, which is also legal in headers and as a tag. */
	private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

	/** Also semantic versions with build metadata. */
	private static final Pattern RELEASE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,127}");

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
			require("alwayson.stamp.id", properties.id(), "weu-blue");
			require("alwayson.stamp.region", properties.region(), "westeurope");
		}
		check("alwayson.stamp.id", stamp.id(), LABEL, "such as weu-blue");
		check("alwayson.stamp.region", stamp.region(), LABEL, "such as westeurope");
		check("alwayson.stamp.environment", stamp.environment(), LABEL, "such as prod");
		if (stamp.release() != null) {
			check("alwayson.stamp.release", stamp.release(), RELEASE, "such as 1.4.0");
		}
		return stamp;
	}

	private void require(String key, @Nullable String value, String example) {
		if (blankToNull(value) == null) {
			this.violations.add(key, null, "is missing, and mandatory in every environment but 'local'",
					"Say which stamp this is, for example " + example);
		}
	}

	private void check(String key, String value, Pattern legal, String example) {
		String variable = Placeholders.variableOf(value);
		if (variable != null) {
			this.violations.add(key, value, Placeholders.PROBLEM, Placeholders.fix(variable));
		}
		else if (!legal.matcher(value).matches()) {
			boolean release = legal == RELEASE;
			this.violations.add(key, value, "is not a legal " + (release ? "version" : "name"),
					"Use at most " + (release ? "128" : "63") + " letters, digits, '.', '_'" + (release ? ", '+'" : "")
							+ " and '-', beginning " + (release ? "" : "and ending ") + "with a letter or digit, "
							+ example);
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
