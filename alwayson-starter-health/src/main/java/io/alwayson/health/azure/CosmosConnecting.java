package io.alwayson.health.azure;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.WorkloadContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes the connection of a check, once. On a thread of its own: the SDK reads the
 * account meanwhile, which takes longer than a check may where the account's address does
 * not answer, and a check that is given up must not end that. Thread-safe.
 */
final class CosmosConnecting implements AutoCloseable {

	private final String dependency;

	private final Callable<@Nullable CosmosCalls> maker;

	private @Nullable FutureTask<@Nullable CosmosCalls> task;

	private boolean closed;

	/**
	 * Nothing is made yet.
	 * @param dependency names the thread
	 * @param maker gives the connection, or {@code null} if there can be none; asked
	 * until it gives one
	 */
	CosmosConnecting(String dependency, Callable<@Nullable CosmosCalls> maker) {
		this.dependency = dependency;
		this.maker = maker;
	}

	/** Waits for the connection; {@code null} if there can be none. */
	@Nullable CosmosCalls get() throws Exception {
		FutureTask<@Nullable CosmosCalls> current = current();
		CosmosCalls connection = null;
		try {
			connection = current.get();
			return connection;
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof Exception cause) ? cause : ex;
		}
		finally {
			if (connection == null && current.isDone()) {
				forget(current);
			}
		}
	}

	private synchronized FutureTask<@Nullable CosmosCalls> current() {
		FutureTask<@Nullable CosmosCalls> current = this.task;
		if (current == null) {
			if (this.closed) {
				throw new IllegalStateException("The check of " + this.dependency + " has ended.");
			}
			current = new FutureTask<>(this::make);
			this.task = current;
			Thread thread = new Thread(current, "alwayson-health-cosmos-" + this.dependency);
			thread.setDaemon(true);
			thread.start();
		}
		return current;
	}

	/** As a probe, which telemetry leaves out. */
	private @Nullable CosmosCalls make() throws Exception {
		WorkloadContext.Scope probe = WorkloadContext.open(CallContext.PROBE);
		try {
			return kept(this.maker.call());
		}
		finally {
			probe.close();
		}
	}

	/** One that comes too late is ended at once. */
	private synchronized @Nullable CosmosCalls kept(@Nullable CosmosCalls made) {
		if (made != null && this.closed) {
			made.close();
			return null;
		}
		return made;
	}

	private synchronized void forget(FutureTask<@Nullable CosmosCalls> failed) {
		if (this.task == failed) {
			this.task = null;
		}
	}

	/** Ends the client if it is the check's own, also one that is about to be made. */
	@Override
	public synchronized void close() {
		this.closed = true;
		FutureTask<@Nullable CosmosCalls> current = this.task;
		this.task = null;
		if (current != null && !current.cancel(true)) {
			CosmosCalls connection = made(current);
			if (connection != null) {
				connection.close();
			}
		}
	}

	private static @Nullable CosmosCalls made(FutureTask<@Nullable CosmosCalls> done) {
		try {
			return done.get();
		}
		catch (ExecutionException ex) {
			return null;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
	}

}
