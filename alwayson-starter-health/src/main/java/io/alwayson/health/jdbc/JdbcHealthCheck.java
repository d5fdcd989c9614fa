package io.alwayson.health.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.alwayson.health.HealthCheck;
import io.alwayson.health.Proof;
import io.alwayson.health.Reasons;
import io.alwayson.workload.context.CallOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Asks a database whether a connection is valid. Prefers a short-lived connection of its
 * own: a pool that the application has drained says nothing about the database. Where
 * that cannot be made from the pool's settings, a connection of the pool is asked.
 */
public final class JdbcHealthCheck implements HealthCheck {

	private static final String INVALID = "INVALID";

	private final DataSource pool;

	private final Supplier<@Nullable DataSource> directSource;

	private final int timeoutSeconds;

	private @Nullable DataSource direct;

	private boolean directKnown;

	/** Whether the own connection has worked: then its failure is the database's. */
	private boolean directWorks;

	/**
	 * Creates the check.
	 * @param pool the application's data source
	 * @param directSource makes a data source of the same database that does not pool, or
	 * {@code null} if it cannot; asked once, in the first run
	 * @param timeout limit of the validation, rounded up to seconds
	 */
	public JdbcHealthCheck(DataSource pool, Supplier<@Nullable DataSource> directSource, Duration timeout) {
		this.pool = pool;
		this.directSource = directSource;
		this.timeoutSeconds = (int) Math.max(1, timeout.plusMillis(999).toSeconds());
	}

	@Override
	public Proof proves() {
		return Proof.of(CallOutcome.Operation.READ);
	}

	@Override
	public Answer check() throws SQLException {
		DataSource own = direct();
		if (own == null) {
			return ask(this.pool);
		}
		try {
			Answer answer = ask(own);
			trustDirect();
			return answer;
		}
		catch (SQLException ex) {
			// The pool may know settings that the own connection does not. A server that
			// refuses connections or says nothing does so to both, and the pool would
			// only wait longer, or for ever.
			if (worksDirectly() || isUnreachable(ex)) {
				throw ex;
			}
			return ask(this.pool);
		}
	}

	private Answer ask(DataSource source) throws SQLException {
		try (Connection connection = source.getConnection()) {
			return connection.isValid(this.timeoutSeconds) ? Answer.up() : Answer.down(INVALID);
		}
	}

	// A replacement may run beside a stuck run, so what is remembered is guarded; nothing
	// that can block is done inside.

	private @Nullable DataSource direct() {
		synchronized (this) {
			if (!this.directKnown) {
				this.directKnown = true;
				this.direct = this.directSource.get();
			}
			return this.direct;
		}
	}

	private synchronized void trustDirect() {
		this.directWorks = true;
	}

	private synchronized boolean worksDirectly() {
		return this.directWorks;
	}

	private static boolean isUnreachable(SQLException failure) {
		String reason = Reasons.of(failure);
		return reason.equals(Reasons.CONNECT_FAILED) || reason.equals(Reasons.TIMEOUT);
	}

}
