package io.alwayson.resilience.azure;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that a client needs the network for before it is of use, and that an attempt
 * must not break off: it is made in the background, by one at a time, and whoever needs
 * it waits no longer than he can. What failed is tried again by the next who needs it,
 * not at once. Thread-safe; what is there costs a volatile read.
 *
 * @param <T> what is made
 */
final class Connection<T> implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Connection.class);

	private final String name;

	private final Callable<T> maker;

	private final Consumer<T> closer;

	private final long restNanos;

	private final LongSupplier nanoTime;

	private volatile @Nullable CompletableFuture<T> current;

	// Guarded by this.

	private long failedAt;

	private boolean failing;

	private boolean closed;

	/**
	 * Nothing is made yet.
	 * @param name of what it leads to; names the thread
	 * @param maker makes it, with limits of its own
	 * @param closer lets go of it
	 * @param rest time after a failure in which it is not tried again
	 * @param nanoTime as {@link System#nanoTime()}
	 */
	Connection(String name, Callable<T> maker, Consumer<T> closer, Duration rest, LongSupplier nanoTime) {
		this.name = name;
		this.maker = maker;
		this.closer = closer;
		this.restNanos = rest.toNanos();
		this.nanoTime = nanoTime;
	}

	/**
	 * Waits for it.
	 * @param nanos longest time
	 * @throws IllegalStateException if it could not be made, or not in that time; the
	 * cause says why
	 */
	T get(long nanos) throws InterruptedException {
		try {
			return connecting().get(nanos, TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("There is no connection to " + this.name, ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new IllegalStateException("There is no connection to " + this.name + " yet", ex);
		}
	}

	/** Makes it if it is not there, and waits for nothing. */
	CompletableFuture<T> connecting() {
		CompletableFuture<T> last = this.current;
		return (last != null && !last.isCompletedExceptionally()) ? last : begin();
	}

	private synchronized CompletableFuture<T> begin() {
		if (this.closed) {
			throw new IllegalStateException("The connection to " + this.name + " is closed");
		}
		CompletableFuture<T> last = this.current;
		boolean rests = last != null && last.isCompletedExceptionally()
				&& this.nanoTime.getAsLong() - this.failedAt < this.restNanos;
		if (last != null && (rests || !last.isCompletedExceptionally())) {
			return last;
		}
		CompletableFuture<T> next = new CompletableFuture<>();
		this.current = next;
		Thread thread = new Thread(() -> connect(next), "alwayson-connect-" + this.name);
		thread.setDaemon(true);
		thread.start();
		return next;
	}

	private void connect(CompletableFuture<T> result) {
		try {
			T made = this.maker.call();
			if (!kept(result, made)) {
				this.closer.accept(made);
			}
		}
		catch (Exception | LinkageError ex) {
			failed(result, ex);
		}
	}

	private synchronized boolean kept(CompletableFuture<T> result, T made) {
		if (this.failing) {
			logger.info("Connected to {} again", this.name);
		}
		this.failing = false;
		return !this.closed && result.complete(made);
	}

	/** Said once for an outage. */
	private synchronized void failed(CompletableFuture<T> result, Throwable failure) {
		if (!this.failing) {
			logger.warn("No connection to {}: {}", this.name, failure.toString());
		}
		logger.debug("No connection to {}", this.name, failure);
		this.failing = true;
		this.failedAt = this.nanoTime.getAsLong();
		result.completeExceptionally(failure);
	}

	/** Says that what is there may be of no use any more: the next makes it anew. */
	synchronized void forget() {
		CompletableFuture<T> last = this.current;
		if (last != null && last.isDone() && !last.isCompletedExceptionally()) {
			this.current = null;
		}
	}

	/** Lets go of it, also of one that is about to be made. */
	@Override
	public void close() {
		CompletableFuture<T> last;
		synchronized (this) {
			this.closed = true;
			last = this.current;
		}
		if (last != null && !last.completeExceptionally(new IllegalStateException("closed"))) {
			last.thenAccept(this.closer);
		}
	}

}
