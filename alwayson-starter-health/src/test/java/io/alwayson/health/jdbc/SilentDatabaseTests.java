package io.alwayson.health.jdbc;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariDataSource;
import io.alwayson.health.HealthCheck;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.binding.WorkloadBinder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link SocketTimeouts}, with real drivers and a database that accepts
 * connections and says nothing.
 */
class SilentDatabaseTests {

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:postgresql://%s/catalog", "jdbc:mysql://%s/catalog", "jdbc:mariadb://%s/catalog",
			"jdbc:sqlserver://%s;databaseName=catalog", "jdbc:h2:tcp://%s/catalog" })
	void silentDatabaseHoldsNoThreadLongerThanItsTimeout(String url) throws Exception {
		// The kernel accepts, and nobody reads.
		try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
				HikariDataSource pool = pool(url.formatted("127.0.0.1:" + silent.getLocalPort()))) {
			HealthCheck check = check(pool, "1s");
			CompletableFuture<Throwable> failure = CompletableFuture.supplyAsync(() -> catchThrowable(check::check));
			assertThat(failure.get(20, TimeUnit.SECONDS)).isNotNull();
		}
	}

	@Test
	void embeddedDatabaseTakesThem() throws Exception {
		try (HikariDataSource pool = pool("jdbc:h2:mem:silent")) {
			assertThat(check(pool, "1s").check()).isEqualTo(HealthCheck.Answer.up());
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			jdbc:postgresql://a/b                        | {connectTimeout=3, socketTimeout=3}
			jdbc:postgresql://a/b?socketTimeout=7        | {connectTimeout=3}
			jdbc:mysql://a/b                             | {connectTimeout=3000, socketTimeout=3000}
			jdbc:sqlserver://a;databaseName=b            | {loginTimeout=3, socketTimeout=3000}
			jdbc:h2:tcp://a/b;Network_Timeout=1          | {}
			jdbc:oracle:thin:@//a/b                      | {}
			jdbc:hsqldb:mem:b                            | {}
			""")
	void limitsAreSetUnlessTheAddressSetsThem(String url, String expected) {
		assertThat(new TreeMap<>(SocketTimeouts.of(url, Duration.ofMillis(2001)))).hasToString(expected);
	}

	private static HikariDataSource pool(String url) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(url);
		pool.setUsername("sa");
		pool.setPassword("");
		return pool;
	}

	private static HealthCheck check(HikariDataSource pool, String timeout) {
		MockEnvironment environment = new MockEnvironment();
		environment.setProperty("alwayson.dependencies.db.type", "jdbc");
		environment.setProperty("alwayson.dependencies.db.health.timeout", timeout);
		Dependency dependency = WorkloadBinder.bind(environment).dependencies().get("db");
		HealthCheck check = new JdbcHealthCheckFactory((any) -> pool).create(dependency);
		assertThat(check).isNotNull();
		return check;
	}

}
