package io.alwayson.health.azure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.azure.core.amqp.AmqpRetryOptions;
import io.alwayson.health.HealthCheck;
import org.jspecify.annotations.Nullable;

/**
 * What the checks over AMQP of one kind of service share, until it is closed.
 * Thread-safe.
 */
final class AmqpChecks implements AutoCloseable {

	private static final int MAX_CLOSING = 64;

	private final List<KeptProbe> kept = new CopyOnWriteArrayList<>();

	private final ThreadPoolExecutor closer;

	private final ProbePropagation propagation = new ProbePropagation();

	AmqpChecks(String type) {
		// Closing returns soon, but may wait. What finds no place is closed by who asks,
		// which is a thread of a check that is bounded itself.
		this.closer = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_CLOSING),
				(task) -> {
					Thread thread = new Thread(task, "alwayson-health-" + type + "-close");
					thread.setDaemon(true);
					return thread;
				}, (task, executor) -> task.run());
		this.closer.allowCoreThreadTimeOut(true);
	}

	/**
	 * Makes a check.
	 * @param listening gives a probe that asks as those who listen, or {@code null} if
	 * nobody can
	 * @param sending the same for those who send
	 */
	HealthCheck check(@Nullable Supplier<@Nullable AmqpProbe> listening,
			@Nullable Supplier<@Nullable AmqpProbe> sending) {
		this.propagation.open();
		Executor closer = (task) -> this.closer.execute(ProbePropagation.asProbe(task));
		KeptProbe probe = null;
		if (listening != null) {
			probe = new KeptProbe(listening, closer);
			this.kept.add(probe);
		}
		return new AmqpHealthCheck(probe, (sending != null) ? AmqpProbes.eachNew(sending, closer) : null);
	}

	/** Closes all connections. */
	@Override
	public void close() {
		this.kept.forEach(KeptProbe::close);
		this.closer.shutdown();
		this.propagation.close();
	}

	/**
	 * One try. Without retries alone the clients would still try to connect for ever:
	 * they stop only where there is no delay either, which cannot be set.
	 */
	static final class Once extends AmqpRetryOptions {

		/**
		 * The clients tell the service a second less, and fail where that is below zero.
		 */
		private static final Duration SHORTEST = Duration.ofMillis(1500);

		/**
		 * Creates the options.
		 * @param timeout of the check, whose run ends then whatever the client does. A
		 * connection that fails is told of after half of it, when it is closed
		 */
		Once(Duration timeout) {
			setMaxRetries(0);
			setTryTimeout((timeout.compareTo(SHORTEST) < 0) ? SHORTEST : timeout);
		}

		@Override
		public Duration getDelay() {
			return Duration.ZERO;
		}

	}

}
