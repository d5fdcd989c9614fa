package io.alwayson.resilience.azure;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;

import com.azure.cosmos.CosmosClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client of one account. The SDK reaches the network while it makes one, and does not
 * make it without: so it is made in the background, by one at a time, and whoever needs
 * it waits no longer than he can. What failed is tried again by the next who needs it,
 * not sooner than after a second. Thread-safe.
 */
final class CosmosConnection implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(CosmosConnection.class);

	private static final long REST_NANOS = Duration.ofSeconds(1).toNanos();

	private final String account;

	private final Callable<CosmosClient> maker;

	private final LongSupplier nanoTime;

	private @Nullable CompletableFuture<CosmosClient> current;

	private long failedAt;

	private boolean closed;

	/**
	 * Nothing is made yet.
	 * @param account names the thread
	 * @param maker makes the client, with limits of its own
	 * @param nanoTime as {@link System#nanoTime()}
	 */
	CosmosConnection(String account, Callable<CosmosClient> maker, LongSupplier nanoTime) {
		this.account = account;
		this.maker = maker;
		this.nanoTime = nanoTime;
	}

	/**
	 * Waits for the client.
	 * @throws IllegalStateException if it could not be made; the cause says why
	 */
	CosmosClient client() throws InterruptedException {
		try {
			return connecting().get();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("There is no connection to the Cosmos DB account " + this.account,
					ex.getCause());
		}
	}

	/** Makes the client if there is none, and waits for nothing. */
	synchronized CompletableFuture<CosmosClient> connecting() {
		if (this.closed) {
			throw new IllegalStateException("The connection to the Cosmos DB account " + this.account + " is closed");
		}
		CompletableFuture<CosmosClient> last = this.current;
		boolean rested = last != null && last.isCompletedExceptionally()
				&& this.nanoTime.getAsLong() - this.failedAt >= REST_NANOS;
		if (last != null && !rested) {
			return last;
		}
		CompletableFuture<CosmosClient> next = new CompletableFuture<>();
		this.current = next;
		Thread thread = new Thread(() -> connect(next), "alwayson-cosmos-" + this.account);
		thread.setDaemon(true);
		thread.start();
		return next;
	}

	private void connect(CompletableFuture<CosmosClient> result) {
		try {
			CosmosClient made = this.maker.call();
			if (!kept(result, made)) {
				made.close();
			}
		}
		catch (Exception | LinkageError ex) {
			logger.warn("No connection to the Cosmos DB account {}: {}", this.account, ex.toString());
			logger.debug("No connection to the Cosmos DB account {}", this.account, ex);
			failed(result, ex);
		}
	}

	private synchronized boolean kept(CompletableFuture<CosmosClient> result, CosmosClient made) {
		return !this.closed && result.complete(made);
	}

	private synchronized void failed(CompletableFuture<CosmosClient> result, Throwable failure) {
		this.failedAt = this.nanoTime.getAsLong();
		result.completeExceptionally(failure);
	}

	/** Ends the client, also one that is about to be made. */
	@Override
	public void close() {
		CompletableFuture<CosmosClient> last;
		synchronized (this) {
			this.closed = true;
			last = this.current;
		}
		if (last != null && !last.completeExceptionally(new IllegalStateException("closed"))) {
			last.thenAccept(CosmosClient::close);
		}
	}

}
