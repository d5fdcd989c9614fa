package io.alwayson.health.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.sql.DataSource;

import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.WorkloadContext;

/**
 * Asks whether the application's pool has a connection that works, for no longer than
 * asked: how long a pool waits is up to its own settings, and a connection to a server
 * that is gone may say nothing at all. On a thread of its own therefore, of which there
 * is one: while one hangs, the answer is no. Thread-safe.
 */
final class PoolInquiry {

	static final String THREAD = "alwayson-health-jdbc-pool";

	private final DataSource pool;

	private final Semaphore thread = new Semaphore(1);

	PoolInquiry(DataSource pool) {
		this.pool = pool;
	}

	/** Whether there is a connection that works, and comes within that time. */
	boolean works(Duration limit) throws InterruptedException {
		if (limit.isNegative() || limit.isZero() || !this.thread.tryAcquire()) {
			return false;
		}
		FutureTask<Boolean> inquiry = new FutureTask<>(() -> ask(limit));
		start(inquiry);
		try {
			return inquiry.get(limit.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			return false;
		}
		finally {
			inquiry.cancel(true);
		}
	}

	private void start(FutureTask<Boolean> inquiry) {
		boolean started = false;
		try {
			Thread thread = new Thread(() -> {
				try {
					inquiry.run();
				}
				finally {
					this.thread.release();
				}
			}, THREAD);
			thread.setDaemon(true);
			thread.start();
			started = true;
		}
		finally {
			if (!started) {
				this.thread.release();
			}
		}
	}

	/** As a probe, which telemetry leaves out. */
	private boolean ask(Duration limit) throws SQLException {
		WorkloadContext.Scope probe = WorkloadContext.open(CallContext.PROBE);
		try (Connection connection = this.pool.getConnection()) {
			return connection.isValid(JdbcHealthCheck.seconds(limit));
		}
		finally {
			probe.close();
		}
	}

}
