package io.alwayson.workload.binding;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import io.alwayson.workload.DependencyType;
import io.alwayson.workload.Endpoint;
import io.alwayson.workload.KillSwitchSettings;
import org.jspecify.annotations.Nullable;

/**
 * From the keys of the kill switch to {@link KillSwitchSettings}: a file, a blob or
 * neither.
 */
final class SwitchResolver {

	private static final String KEY = "alwayson.health.switch";

	private static final Duration INTERVAL = Duration.ofSeconds(10);

	private static final Duration TIMEOUT = Duration.ofSeconds(3);

	private static final Pattern CONTAINER = Pattern.compile("(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*");

	private static final int MAX_BLOB_NAME = 1024;

	private final Violations violations;

	private final Endpoints endpoints;

	private final Checks checks;

	SwitchResolver(Violations violations, Endpoints endpoints) {
		this.violations = violations;
		this.endpoints = endpoints;
		this.checks = new Checks(violations, KEY);
	}

	KillSwitchSettings resolve(HealthProperties.@Nullable Switch declared) {
		HealthProperties.Switch properties = (declared != null) ? declared
				: new HealthProperties.Switch(null, null, null, null, null, null);
		Duration interval = Checks.first(properties.interval(), INTERVAL);
		Duration timeout = Checks.first(properties.timeout(), TIMEOUT);
		this.checks.positive("interval", interval);
		this.checks.positive("timeout", timeout);
		return new KillSwitchSettings(store(properties), interval, timeout);
	}

	private KillSwitchSettings.@Nullable Store store(HealthProperties.Switch declared) {
		String file = written(declared.file());
		String endpoint = written(declared.endpoint());
		String container = written(declared.container());
		String blob = written(declared.blob());
		if (endpoint == null && container == null && blob == null) {
			return (file != null) ? file(file) : null;
		}
		if (file != null) {
			this.violations.addHidden(KEY, "has both a file and a blob",
					"Write either file, or endpoint, container and blob: two switches could disagree");
			return null;
		}
		return blob(endpoint, container, blob);
	}

	private KillSwitchSettings.@Nullable Store file(String file) {
		if (!isResolved("file", file)) {
			return null;
		}
		try {
			Path path = Path.of(file);
			if (path.isAbsolute() && path.getFileName() != null) {
				return new KillSwitchSettings.Store.File(path.normalize());
			}
		}
		catch (InvalidPathException ex) {
			// Said below.
		}
		this.checks.add("file", file, "is not the absolute path of a file",
				"Write one such as /var/run/alwayson/stamp.health");
		return null;
	}

	private KillSwitchSettings.@Nullable Store blob(@Nullable String endpoint, @Nullable String container,
			@Nullable String blob) {
		if (endpoint == null || container == null || blob == null) {
			requireAll(endpoint, container, blob);
			return null;
		}
		Endpoint account = this.endpoints.parse(KEY + ".endpoint", DependencyType.BLOB, endpoint);
		boolean containerHolds = isResolved("container", container) && isContainer(container);
		boolean blobHolds = isResolved("blob", blob) && isBlob(blob);
		return (account != null && containerHolds && blobHolds)
				? new KillSwitchSettings.Store.Blob(account, container, blob) : null;
	}

	private boolean isContainer(String container) {
		if (!CONTAINER.matcher(container).matches()) {
			this.checks.add("container", container, "is not the name of a container",
					"Use 3 to 63 lower-case letters, digits and single hyphens");
			return false;
		}
		return true;
	}

	private boolean isBlob(String blob) {
		if (blob.length() > MAX_BLOB_NAME) {
			this.checks.add("blob", blob, "is not the name of a blob", "Use at most " + MAX_BLOB_NAME + " characters");
			return false;
		}
		return true;
	}

	private void requireAll(@Nullable String endpoint, @Nullable String container, @Nullable String blob) {
		Map<String, @Nullable String> all = new LinkedHashMap<>();
		all.put("endpoint", endpoint);
		all.put("container", container);
		all.put("blob", blob);
		all.forEach((leaf, value) -> {
			if (value == null) {
				this.violations.add(KEY + "." + leaf, null, "is missing",
						"A blob as the switch needs endpoint, container and blob");
			}
		});
	}

	private boolean isResolved(String leaf, String value) {
		String variable = Placeholders.variableOf(value);
		if (variable != null) {
			this.checks.add(leaf, value, Placeholders.PROBLEM, Placeholders.fix(variable));
		}
		return variable == null;
	}

	private static @Nullable String written(@Nullable String value) {
		return (value == null || value.isBlank()) ? null : value.trim();
	}

}
