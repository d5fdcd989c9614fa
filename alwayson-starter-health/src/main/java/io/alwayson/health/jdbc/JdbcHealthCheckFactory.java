package io.alwayson.health.jdbc;

import java.time.Duration;
import java.util.function.Function;

import javax.sql.DataSource;

import io.alwayson.health.HealthCheck;
import io.alwayson.health.HealthCheckFactory;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.Target;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/**
 * Makes the checks of declared {@code jdbc} dependencies.
 */
public final class JdbcHealthCheckFactory implements HealthCheckFactory {

	private static final Logger logger = LoggerFactory.getLogger(JdbcHealthCheckFactory.class);

	private final Function<Dependency, @Nullable DataSource> dataSources;

	/**
	 * Creates the factory.
	 * @param dataSources finds the data source bean of a dependency, or {@code null} if
	 * there is none
	 */
	public JdbcHealthCheckFactory(Function<Dependency, @Nullable DataSource> dataSources) {
		this.dataSources = dataSources;
	}

	@Override
	public @Nullable HealthCheck create(Dependency dependency) {
		if (!(dependency.target() instanceof Target.Jdbc)) {
			return null;
		}
		DataSource pool = this.dataSources.apply(dependency);
		Duration timeout = dependency.health().timeout();
		return (pool == null) ? null : new JdbcHealthCheck(pool, () -> direct(pool, timeout), timeout);
	}

	/** The same database without the pool, by the means that Boot has for that. */
	private static @Nullable DataSource direct(DataSource pool, Duration timeout) {
		try {
			SimpleDriverDataSource direct = DataSourceBuilder.derivedFrom(pool)
				.type(SimpleDriverDataSource.class)
				.build();
			direct.setConnectionProperties(SocketTimeouts.of(direct.getUrl(), timeout));
			return direct;
		}
		catch (RuntimeException ex) {
			logger.debug("No own connection for health checks, the pool is asked instead", ex);
			return null;
		}
	}

}
