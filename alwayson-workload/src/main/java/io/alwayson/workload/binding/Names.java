package io.alwayson.workload.binding;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.SystemEnvironmentOrigin;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Rules for names: legal as Kubernetes name and label value, and no phantom entries.
 *
 * <p>
 * An environment variable such as {@code ALWAYSON_DEPENDENCIES_CATALOGDB_ENDPOINT} cannot
 * hold a hyphen, so Boot makes a second map entry {@code catalogdb} of it beside the
 * declared {@code catalog-db}. Such an entry would be a dependency that nobody declared.
 */
final class Names {

	private static final Pattern LEGAL = Pattern.compile("[a-z]([a-z0-9-]{0,38}[a-z0-9])?");

	private final Violations violations;

	private final Collection<ConfigurationPropertySource> sources;

	Names(Violations violations, Collection<ConfigurationPropertySource> sources) {
		this.violations = violations;
		this.sources = sources;
	}

	void check(String mapKey, Collection<String> names) {
		Map<String, String> seen = new HashMap<>();
		for (String name : names) {
			String other = seen.putIfAbsent(name.replace("-", "").toLowerCase(Locale.ROOT), name);
			if (other != null) {
				reportPhantom(mapKey, name, other);
			}
			else if (!LEGAL.matcher(name).matches() || name.contains("--")) {
				this.violations.add(mapKey + "." + name, name, "is not a legal name",
						"Use 1 to 40 lower-case letters, digits and single hyphens, starting with a letter "
								+ "and not ending with a hyphen");
			}
		}
	}

	private void reportPhantom(String mapKey, String one, String other) {
		boolean oneIsPhantom = one.length() < other.length();
		String phantom = oneIsPhantom ? one : other;
		String declared = oneIsPhantom ? other : one;
		String key = mapKey + "." + phantom;
		String problem = "differs from '" + declared + "' only by hyphens";
		EnvironmentVariable variable = variableOf(key);
		if (variable != null) {
			String rightName = declared.replace('-', '_').toUpperCase(Locale.ROOT) + "_" + variable.leaf();
			String leafKey = variable.leaf().toLowerCase(Locale.ROOT).replace('_', '-');
			this.violations.addHidden(key,
					problem + ": the environment variable " + variable.name() + " makes an entry of its own",
					"Unset it, write '" + mapKey + "." + declared + "." + leafKey + ": ${" + rightName
							+ "}' in the configuration and set the environment variable " + rightName);
		}
		else {
			this.violations.addHidden(key, problem, "Rename or remove one of the two");
		}
	}

	private @Nullable EnvironmentVariable variableOf(String key) {
		ConfigurationPropertyName prefix = ConfigurationPropertyName.adapt(key, '.');
		for (ConfigurationPropertySource source : this.sources) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				for (ConfigurationPropertyName name : iterable) {
					if (prefix.isAncestorOf(name)) {
						EnvironmentVariable variable = variableOf(source, name, prefix);
						if (variable != null) {
							return variable;
						}
					}
				}
			}
		}
		return null;
	}

	private static @Nullable EnvironmentVariable variableOf(ConfigurationPropertySource source,
			ConfigurationPropertyName name, ConfigurationPropertyName prefix) {
		String variable = variableName(Origin.from(source.getConfigurationProperty(name)));
		if (variable == null) {
			return null;
		}
		String leaf = name.subName(prefix.getNumberOfElements()).toString().replace('.', '_').toUpperCase(Locale.ROOT);
		return new EnvironmentVariable(variable, leaf);
	}

	private static @Nullable String variableName(@Nullable Origin origin) {
		if (origin instanceof SystemEnvironmentOrigin environment) {
			return environment.getProperty();
		}
		if (origin instanceof PropertySourceOrigin source
				&& source.getPropertySource() instanceof SystemEnvironmentPropertySource) {
			return source.getPropertyName();
		}
		return null;
	}

	/**
	 * An environment variable that made a map entry.
	 *
	 * @param name its name
	 * @param leaf the part of it behind the entry's name
	 */
	private record EnvironmentVariable(String name, String leaf) {
	}

}
