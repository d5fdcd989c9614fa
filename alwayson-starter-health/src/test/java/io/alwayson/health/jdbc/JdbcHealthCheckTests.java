package io.alwayson.health.jdbc;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;

import com.zaxxer.hikari.HikariDataSource;
import io.alwayson.health.HealthCheck.Answer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JdbcHealthCheck}.
 */
class JdbcHealthCheckTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private static final Answer NO_OWN_CONNECTION = Answer.slow("NO_OWN_CONNECTION");

	private final Scripted own = new Scripted();

	private final Scripted pool = new Scripted();

	private final JdbcHealthCheck check = new JdbcHealthCheck(this.pool, () -> this.own, TIMEOUT);

	@ParameterizedTest
	@CsvSource({ "53300", "28P01", "08004" })
	void poolThatStillWorksIsNotTakenForADeadDatabase(String state) throws Exception {
		assertThat(this.check.check()).isEqualTo(Answer.up());
		assertThat(this.pool.asked).hasValue(0);
		this.own.failure = new SQLException("on purpose", state);
		assertThat(this.check.check()).isEqualTo(NO_OWN_CONNECTION);
		this.own.failure = null;
		assertThat(this.check.check()).isEqualTo(Answer.up());
		assertThat(this.pool.asked).hasValue(1);
		assertThat(this.pool.closed).hasValue(1);
	}

	@Test
	void poolWhoseConnectionOnlyLooksValidKeepsNoDatabaseUp() throws Exception {
		this.check.check();
		this.own.failure = new SQLException("on purpose", "53300");
		this.pool.valid = (seconds) -> false;
		assertThatExceptionOfType(SQLException.class).isThrownBy(this.check::check).isSameAs(this.own.failure);
		this.pool.failure = new SQLException("drained", "08003");
		assertThatExceptionOfType(SQLException.class).isThrownBy(this.check::check).isSameAs(this.own.failure);
		assertThat(this.pool.closed).hasValue(1);
	}

	@ParameterizedTest
	@CsvSource({ "08001", "08006" })
	void databaseThatCannotBeReachedIsDownAtOnce(String state) throws Exception {
		this.check.check();
		this.own.failure = new SQLException("on purpose", state);
		assertThatExceptionOfType(SQLException.class).isThrownBy(this.check::check).isSameAs(this.own.failure);
		assertThat(this.pool.asked).hasValue(0);
	}

	@Test
	void poolThatHangsHoldsOneThreadAndNoRun() throws Exception {
		this.check.check();
		this.own.failure = new SQLException("on purpose", "53300");
		CountDownLatch release = new CountDownLatch(1);
		this.pool.valid = (seconds) -> {
			assertThat(seconds).isEqualTo(2);
			awaitWithoutHeed(release);
			return true;
		};
		long start = System.nanoTime();
		assertThatExceptionOfType(SQLException.class).isThrownBy(this.check::check).isSameAs(this.own.failure);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT);
		for (int run = 0; run < 20; run++) {
			assertThatExceptionOfType(SQLException.class).isThrownBy(this.check::check);
		}
		assertThat(this.pool.asked).hasValue(1);
		release.countDown();
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.untilAsserted(() -> assertThat(this.check.check()).isEqualTo(NO_OWN_CONNECTION));
	}

	private static void awaitWithoutHeed(CountDownLatch release) {
		while (release.getCount() > 0) {
			try {
				release.await();
			}
			catch (InterruptedException ex) {
				// As drivers do.
			}
		}
	}

	@Test
	void settingsThatOnlyThePoolKnowsAreNoFault() throws Exception {
		this.own.failure = new SQLException("on purpose", "28000");
		assertThat(this.check.check()).isEqualTo(Answer.up());
	}

	@Test
	void changedPasswordDegradesWhileThePoolHasConnections() throws Exception {
		String url = "jdbc:h2:mem:rotated";
		try (HikariDataSource real = new HikariDataSource()) {
			real.setJdbcUrl(url);
			real.setUsername("sa");
			real.setPassword("old");
			real.setMaximumPoolSize(1);
			JdbcHealthCheck check = new JdbcHealthCheck(real, () -> new DriverManagerDataSource(url, "sa", "old"),
					TIMEOUT);
			assertThat(check.check()).isEqualTo(Answer.up());
			try (Connection connection = real.getConnection(); Statement statement = connection.createStatement()) {
				statement.execute("ALTER USER sa SET PASSWORD 'new'");
				// Drained: the wait of the pool, half a minute, is not the check's.
				assertThatExceptionOfType(SQLException.class).isThrownBy(check::check)
					.satisfies((ex) -> assertThat(ex.getSQLState()).isEqualTo("28000"));
			}
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.untilAsserted(() -> assertThat(check.check()).isEqualTo(NO_OWN_CONNECTION));
		}
	}

	private static final class Scripted extends AbstractDataSource {

		private final AtomicInteger asked = new AtomicInteger();

		private final AtomicInteger closed = new AtomicInteger();

		private volatile @Nullable SQLException failure;

		private volatile IntPredicate valid = (seconds) -> true;

		@Override
		public Connection getConnection() throws SQLException {
			this.asked.incrementAndGet();
			SQLException failure = this.failure;
			if (failure != null) {
				throw failure;
			}
			return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
					(proxy, method, arguments) -> switch (method.getName()) {
						case "isValid" -> this.valid.test((Integer) arguments[0]);
						case "close" -> {
							this.closed.incrementAndGet();
							yield null;
						}
						default -> throw new UnsupportedOperationException(method.getName());
					});
		}

		@Override
		public Connection getConnection(String username, String password) throws SQLException {
			return getConnection();
		}

	}

}
