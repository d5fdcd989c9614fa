package io.alwayson.workload.binding;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.alwayson.workload.Dependency;
import io.alwayson.workload.Group;
import io.alwayson.workload.HealthSettings;
import io.alwayson.workload.Stamp;
import io.alwayson.workload.Target;
import io.alwayson.workload.UserFlow;
import io.alwayson.workload.Workload;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.Environment;

/**
 * Reads, resolves and checks the declaration of an {@link Environment}. Usable before
 * there are beans, for example from a {@code BeanRegistrar}.
 */
public final class WorkloadBinder {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(AlwaysOnProperties.PREFIX);

	/** Bound by the telemetry starter alone. */
	private static final ConfigurationPropertyName TELEMETRY = PREFIX.append("telemetry");

	private static final Duration FIRST_ROUND = Duration.ofSeconds(15);

	private static final Duration DRAIN_ON_KUBERNETES = Duration.ofSeconds(15);

	private static final Duration SHUTDOWN_PHASE = Duration.ofSeconds(30);

	private final Environment environment;

	private final List<ConfigurationPropertySource> sources;

	private final Violations violations = new Violations();

	private WorkloadBinder(Environment environment) {
		this.environment = environment;
		List<ConfigurationPropertySource> found = new ArrayList<>();
		ConfigurationPropertySources.get(environment).forEach(found::add);
		this.sources = found;
	}

	/**
	 * The declaration of the environment, resolved and valid.
	 * @throws InvalidWorkloadException with every violation, if there is one
	 */
	public static Workload bind(Environment environment) {
		return new WorkloadBinder(environment).bind();
	}

	private Workload bind() {
		CollectingBindHandler handler = new CollectingBindHandler(this.violations);
		AlwaysOnProperties properties = Binder.get(this.environment)
			.bind(PREFIX, Bindable.of(AlwaysOnProperties.class), handler)
			.orElseGet(() -> new AlwaysOnProperties(null, null, null, null, null, null, null));
		checkUnknownKeys(handler);
		Names names = new Names(this.violations, this.sources);
		names.check("alwayson.dependencies", properties.declaredDependencies().keySet());
		names.check("alwayson.groups", properties.declaredGroups().keySet());
		names.check("alwayson.flows", properties.declaredFlows().keySet());
		Workload workload = resolve(properties);
		if (!this.violations.isEmpty()) {
			throw new InvalidWorkloadException(this.violations.all());
		}
		return workload;
	}

	private Workload resolve(AlwaysOnProperties properties) {
		Stamp stamp = new StampResolver(this.violations).resolve(properties.stamp());
		if (!stamp.isLocal()) {
			refuseSecrets();
		}
		HealthProperties health = properties.health();
		ResilienceProperties resilience = properties.resilience();
		Endpoints endpoints = new Endpoints(this.violations, stamp.isLocal());
		DependencyResolver resolver = new DependencyResolver(this.violations, endpoints,
				new HealthPolicyResolver(this.violations, (health != null) ? health.defaults() : null),
				new ResiliencePolicyResolver(this.violations, (resilience != null) ? resilience.defaults() : null));
		Map<String, Dependency> dependencies = new LinkedHashMap<>();
		properties.declaredDependencies().forEach((name, declared) -> {
			Dependency dependency = resolver.resolve(name, declared,
					this.environment.containsProperty("alwayson.dependencies." + name + ".type"));
			if (dependency != null) {
				dependencies.put(name, dependency);
			}
		});
		checkCheckpoints(properties, dependencies);
		FlowResolver flowResolver = new FlowResolver(this.violations, declaredDependencies(properties), dependencies);
		Map<String, Group> groups = new LinkedHashMap<>();
		properties.declaredGroups().forEach((name, declared) -> {
			Group group = flowResolver.group(name, declared);
			if (group != null) {
				groups.put(name, group);
			}
		});
		Set<String> groupNames = properties.declaredGroups().keySet();
		Map<String, UserFlow> flows = new LinkedHashMap<>();
		properties.declaredFlows()
			.forEach((name, declared) -> flows.put(name, flowResolver.flow(name, declared, groupNames)));
		return new Workload(stamp, dependencies, groups, flows, healthSettings(health, endpoints),
				new InboundResolver(this.violations).resolve(properties.inbound()));
	}

	/**
	 * Also entries of which nothing could be bound: they have violations of their own.
	 */
	private Set<String> declaredDependencies(AlwaysOnProperties properties) {
		Set<String> names = new TreeSet<>(properties.declaredDependencies().keySet());
		ConfigurationPropertyName dependencies = PREFIX.append("dependencies");
		namesBelow(dependencies, true).forEach((name) -> names
			.add(name.getElement(dependencies.getNumberOfElements(), ConfigurationPropertyName.Form.ORIGINAL)));
		return names;
	}

	/**
	 * Every source, also keys that nobody binds: what is refused must not even lie
	 * around.
	 */
	private void refuseSecrets() {
		Stream.of("dependencies", "health.switch").map(PREFIX::append).forEach(this::refuseSecrets);
	}

	private void refuseSecrets(ConfigurationPropertyName prefix) {
		namesBelow(prefix, false).forEach((name) -> {
			for (ConfigurationPropertySource source : this.sources) {
				var property = source.getConfigurationProperty(name);
				Object value = (property != null) ? new PropertySourcesPlaceholdersResolver(this.environment)
					.resolvePlaceholders(property.getValue()) : null;
				if (value != null && Endpoints.holdsSecret(value.toString())) {
					this.violations.addHidden(name.toString(),
							"holds an account key, a shared access key or a shared access signature",
							"Remove it; identity is managed outside the environment 'local'");
					return;
				}
			}
		});
	}

	private void checkUnknownKeys(CollectingBindHandler handler) {
		namesBelow(PREFIX, true).filter((name) -> !TELEMETRY.equals(name) && !TELEMETRY.isAncestorOf(name))
			.filter((name) -> !handler.isKnown(name) && !isElementOfKnownList(handler, name))
			.forEach((name) -> this.violations.addHidden(name.toString(), "is not a key",
					"Correct the spelling or remove it"));
	}

	private static boolean isElementOfKnownList(CollectingBindHandler handler, ConfigurationPropertyName name) {
		return name.isLastElementIndexed() && handler.isKnown(name.getParent());
	}

	private Stream<ConfigurationPropertyName> namesBelow(ConfigurationPropertyName prefix, boolean filesOnly) {
		UnboundElementsSourceFilter filesFilter = new UnboundElementsSourceFilter();
		return this.sources.stream()
			.filter((source) -> !filesOnly || filesFilter.apply(source))
			.filter(IterableConfigurationPropertySource.class::isInstance)
			.map(IterableConfigurationPropertySource.class::cast)
			.flatMap(IterableConfigurationPropertySource::stream)
			.filter(prefix::isAncestorOf)
			.distinct();
	}

	private void checkCheckpoints(AlwaysOnProperties properties, Map<String, Dependency> dependencies) {
		for (Dependency dependency : dependencies.values()) {
			if (dependency.target() instanceof Target.EventHubs eventHubs && eventHubs.checkpoints() != null) {
				Dependency store = dependencies.get(eventHubs.checkpoints());
				boolean declared = properties.declaredDependencies().containsKey(eventHubs.checkpoints());
				if (!declared || (store != null && !(store.target() instanceof Target.Blob))) {
					this.violations.add("alwayson.dependencies." + dependency.name() + ".checkpoints",
							eventHubs.checkpoints(), "is not a declared blob dependency",
							"Declare it with type blob and a container");
				}
			}
		}
	}

	private HealthSettings healthSettings(@Nullable HealthProperties declared, Endpoints endpoints) {
		HealthProperties properties = (declared != null) ? declared
				: new HealthProperties(null, null, null, null, null, null);
		Checks checks = new Checks(this.violations, "alwayson.health");
		Duration firstRound = Checks.first(properties.firstRound(), FIRST_ROUND);
		checks.positive("first-round", firstRound);
		HealthProperties.Drain drain = (properties.drain() != null) ? properties.drain()
				: new HealthProperties.Drain(null, null);
		Duration delay = Checks.first(drain.delay(), defaultDrainDelay());
		checks.notNegative("drain.delay", delay);
		Duration phase = Binder.get(this.environment)
			.bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
			.orElse(SHUTDOWN_PHASE);
		if (delay.compareTo(phase) >= 0) {
			checks.add("drain.delay", delay,
					"is not shorter than spring.lifecycle.timeout-per-shutdown-phase " + DurationText.of(phase),
					"Lower it or raise the other");
		}
		return new HealthSettings(firstRound, delay, drain.stamp() == HealthProperties.Drain.Verdict.REFUSE,
				(properties.readiness() != null) ? properties.readiness() : List.of(),
				new SwitchResolver(this.violations, endpoints).resolve(properties.killSwitch()));
	}

	private Duration defaultDrainDelay() {
		return (CloudPlatform.getActive(this.environment) == CloudPlatform.KUBERNETES) ? DRAIN_ON_KUBERNETES
				: Duration.ZERO;
	}

}
