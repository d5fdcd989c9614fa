package io.alwayson.health.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.alwayson.health.HealthCheck;
import io.alwayson.health.ProbeCost;
import io.alwayson.health.Proof;
import io.alwayson.health.Reasons;
import io.alwayson.workload.context.CallOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Asks a database whether a connection is valid. Prefers a short-lived connection of its
 * own: a pool that the application has drained says nothing about the database. Where
 * that cannot be made from the pool's settings, a connection of the pool is asked. Where
 * the database refuses it, the pool is asked as well: what it has may outlive a changed
 * password, or be all that the database gives out.
 */
public final class JdbcHealthCheck implements HealthCheck {

	private static final String INVALID = "INVALID";

	private static final Answer NO_OWN_CONNECTION = Answer.slow("NO_OWN_CONNECTION");

	/** What MySQL says of too many connections: it is there, and says so itself. */
	private static final String REJECTED = "08004";

	private final DataSource pool;

	private final Supplier<@Nullable DataSource> directSource;

	private final PoolInquiry inquiry;

	private final Duration timeout;

	private @Nullable DataSource direct;

	private boolean directKnown;

	/** Whether the own connection has worked: then it is not a matter of settings. */
	private boolean directWorks;

	/**
	 * Creates the check.
	 * @param pool the application's data source
	 * @param directSource makes a data source of the same database that does not pool, or
	 * {@code null} if it cannot; asked once, in the first run
	 * @param timeout limit of a run; that of a validation is rounded up to seconds
	 */
	public JdbcHealthCheck(DataSource pool, Supplier<@Nullable DataSource> directSource, Duration timeout) {
		this.pool = pool;
		this.directSource = directSource;
		this.inquiry = new PoolInquiry(pool);
		this.timeout = timeout;
	}

	static int seconds(Duration limit) {
		return (int) Math.max(1, limit.plusMillis(999).toSeconds());
	}

	@Override
	public ProbeCost costAtMost() {
		return ProbeCost.requests(2);
	}

	@Override
	public Proof proves() {
		return Proof.of(CallOutcome.Operation.READ);
	}

	@Override
	public Answer check() throws SQLException, InterruptedException {
		DataSource own = direct();
		if (own == null) {
			return ask(this.pool);
		}
		long start = System.nanoTime();
		try {
			Answer answer = ask(own);
			trustDirect();
			return answer;
		}
		catch (SQLException ex) {
			// A server that cannot be reached or says nothing is so to both, and the pool
			// would only wait longer, or for ever.
			if (isUnreachable(ex)) {
				throw ex;
			}
			if (!worksDirectly()) {
				// The pool may know settings that the own connection does not.
				return ask(this.pool);
			}
			// Ends before the run's time does, so that the first reason is not lost.
			Duration rest = this.timeout.minusNanos(System.nanoTime() - start).multipliedBy(3).dividedBy(4);
			if (!this.inquiry.works(rest)) {
				throw ex;
			}
			return NO_OWN_CONNECTION;
		}
	}

	private Answer ask(DataSource source) throws SQLException {
		try (Connection connection = source.getConnection()) {
			return connection.isValid(seconds(this.timeout)) ? Answer.up() : Answer.down(INVALID);
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
		return reason.equals(Reasons.TIMEOUT)
				|| (reason.equals(Reasons.CONNECT_FAILED) && !REJECTED.equals(failure.getSQLState()));
	}

}
