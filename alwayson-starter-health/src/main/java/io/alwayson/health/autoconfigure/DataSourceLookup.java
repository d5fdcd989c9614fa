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

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Finds the data source that a declared {@code jdbc} dependency means. None at all is no
 * error: the dependency is then UNKNOWN.
 */
final class DataSourceLookup implements Function<Dependency, @Nullable DataSource> {

	private final ListableBeanFactory beans;

	DataSourceLookup(ListableBeanFactory beans) {
		this.beans = beans;
	}

	@Override
	public @Nullable DataSource apply(Dependency dependency) {
		String name = ((Target.Jdbc) dependency.target()).dataSource();
		String[] names = this.beans.getBeanNamesForType(DataSource.class);
		if (name != null && !Arrays.asList(names).contains(name)) {
			throw invalid(dependency, name, "is not the name of a DataSource bean",
					"Use one of " + Arrays.toString(names));
		}
		if (name != null) {
			return this.beans.getBean(name, DataSource.class);
		}
		DataSource only = this.beans.getBeanProvider(DataSource.class).getIfUnique();
		if (only == null && names.length > 0) {
			throw invalid(dependency, null, "is missing, and there are several DataSource beans",
					"Say which, one of " + Arrays.toString(names));
		}
		return only;
	}

	private static InvalidWorkloadException invalid(Dependency dependency, @Nullable String value, String problem,
			String fix) {
		String key = "alwayson.dependencies." + dependency.name() + ".data-source";
		return new InvalidWorkloadException(List.of(new Violation(key, value, problem, fix)));
	}

}
