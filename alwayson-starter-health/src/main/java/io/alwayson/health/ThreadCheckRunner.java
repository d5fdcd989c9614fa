package io.alwayson.health;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A thread for each run. How many there can be is decided by {@link CheckLane}: two for
 * each check.
 */
final class ThreadCheckRunner implements CheckRunner {

	private static final Ending INTERRUPTED = new Ending(HealthCheck.Answer.inconclusive("INTERRUPTED"), Duration.ZERO);

	private final ThreadFactory threads;

	private final LongSupplier nanoTime;

	ThreadCheckRunner(ThreadFactory threads, LongSupplier nanoTime) {
		this.threads = threads;
		this.nanoTime = nanoTime;
	}

	@Override
	public Run start(String component, HealthCheck check, Consumer<Ending> ended) {
		return ProbeThread.start(this.threads, "alwayson-health-check-" + component, () -> run(check), INTERRUPTED,
				ended);
	}

	private Ending run(HealthCheck check) {
		long start = this.nanoTime.getAsLong();
		HealthCheck.Answer answer;
		try {
			answer = Objects.requireNonNull(check.check());
		}
		catch (Throwable ex) {
			answer = HealthCheck.Answer.down(Reasons.of(ex));
		}
		return new Ending(answer, Duration.ofNanos(this.nanoTime.getAsLong() - start));
	}

}
