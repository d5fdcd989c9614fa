package io.alwayson.health.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

import javax.sql.DataSource;

import io.alwayson.workload.Dependency;
import io.alwayson.workload.Target;
import io.alwayson.workload.binding.InvalidWorkloadException;
import io.alwayson.workload.binding.Violation;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Finds the data source that a declared {@code jdbc} dependency means, and the health
 * contributors that ask the same one. None at all is no error: the dependency is then
 * UNKNOWN.
 */
final class DataSourceLookup implements Function<Dependency, @Nullable DataSource> {

	/** Name of Boot's contributor for data sources. */
	private static final String DB = "db";

	private final ConfigurableListableBeanFactory beans;

	DataSourceLookup(ConfigurableListableBeanFactory beans) {
		this.beans = beans;
	}

	@Override
	public @Nullable DataSource apply(Dependency dependency) {
		String declared = ((Target.Jdbc) dependency.target()).dataSource();
		String name = beanName(declared);
		String[] names = names();
		if (name == null && declared != null) {
			throw invalid(dependency, declared, "is not the name of a DataSource bean",
					"Use one of " + Arrays.toString(names));
		}
		if (name == null && names.length > 0) {
			throw invalid(dependency, null, "is missing, and there are several DataSource beans",
					"Say which, one of " + Arrays.toString(names));
		}
		return (name != null) ? this.beans.getBean(name, DataSource.class) : null;
	}

	private @Nullable String beanName(@Nullable String declared) {
		if (declared != null) {
			return Arrays.asList(names()).contains(declared) ? declared : null;
		}
		DataSource only = this.beans.getBeanProvider(DataSource.class).getIfUnique();
		return Arrays.stream(names())
			.filter((name) -> only != null && this.beans.getBean(name) == only)
			.findFirst()
			.orElse(null);
	}

	/**
	 * The health contributors that ask the same data source. Which one a contributor asks
	 * it does not say, so this goes by Boot's naming: {@code db} for the only candidate,
	 * else one part for each; and by the name of the data source, for the user's own.
	 */
	List<String> contributors(Dependency dependency) {
		String name = (dependency.target() instanceof Target.Jdbc jdbc) ? beanName(jdbc.dataSource()) : null;
		if (name == null) {
			return List.of();
		}
		return List.of(name, isOnlyCandidate(name) ? DB : DB + "/" + name);
	}

	private String[] names() {
		return this.beans.getBeanNamesForType(DataSource.class);
	}

	private boolean isOnlyCandidate(String name) {
		return Arrays.stream(names()).allMatch((other) -> other.equals(name) || !isCandidate(other));
	}

	private boolean isCandidate(String name) {
		return !this.beans.containsBeanDefinition(name) || this.beans.getBeanDefinition(name).isAutowireCandidate();
	}

	private static InvalidWorkloadException invalid(Dependency dependency, @Nullable String value, String problem,
			String fix) {
		String key = "alwayson.dependencies." + dependency.name() + ".data-source";
		return new InvalidWorkloadException(List.of(new Violation(key, value, problem, fix)));
	}

}
