package io.alwayson.resilience.azure;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.awaitility.Awaitility;

/**
 * What was seen of a service and of who asked it while it was sick.
 *
 * @param calls that were begun
 * @param arrivals at the service
 * @param lasted how long it was sick
 * @param slowest of the calls; of one that had not ended, how long it had lasted
 * @param interrupted callers whose thread was not as it had been
 * @param ended whether all callers had
 */
record SickSpell(int calls, long arrivals, Duration lasted, Duration slowest, long interrupted, boolean ended) {

	private static final int CALLERS = 4;

	/** Of one caller, as long as he does not wait: the service is sick for a while. */
	private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

	/**
	 * Has several callers ask while the service is sick.
	 * @param callsEach of a caller
	 * @param limit after which nobody is waited for
	 */
	static SickSpell of(SickService service, Sickness sickness, Callable<?> call, int callsEach, Duration limit)
			throws InterruptedException {
		ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
		AtomicBoolean over = new AtomicBoolean();
		AtomicInteger begun = new AtomicInteger();
		List<Call> calls = new CopyOnWriteArrayList<>();
		long before = service.arrivals();
		long start = System.nanoTime();
		Runnable end = sickness.begin(service);
		for (int caller = 0; caller < CALLERS; caller++) {
			callers.execute(() -> {
				for (int made = 0; made < callsEach && !over.get(); made++) {
					begun.incrementAndGet();
					calls.add(ask(call));
					LockSupport.parkNanos(start + (made + 1) * PACE_NANOS - System.nanoTime());
				}
			});
		}
		callers.shutdown();
		boolean ended = callers.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
		Duration lasted = Duration.ofNanos(System.nanoTime() - start);
		long arrivals = service.arrivals() - before;
		over.set(true);
		end.run();
		callers.shutdownNow();
		Duration slowest = calls.stream().map(Call::duration).max(Duration::compareTo).orElse(lasted);
		return new SickSpell(begun.get(), arrivals, lasted, ended ? slowest : lasted,
				calls.stream().filter(Call::interrupted).count(), ended);
	}

	private static Call ask(Callable<?> call) {
		long start = System.nanoTime();
		try {
			call.call();
		}
		catch (Exception ex) {
			// That is what it is sick for.
		}
		return new Call(Duration.ofNanos(System.nanoTime() - start), Thread.interrupted());
	}

	/** How long it takes until the service is found to be well, a limit at most. */
	static Duration untilWell(Callable<?> call, Duration limit) {
		long start = System.nanoTime();
		Awaitility.await()
			.atMost(limit)
			.pollInterval(Duration.ofMillis(20))
			.ignoreExceptions()
			.until(() -> call.call() != null);
		return Duration.ofNanos(System.nanoTime() - start);
	}

	/** For people. */
	String row(SickService service, Sickness sickness, String recovery) {
		return String.format(Locale.ROOT, "| %s | %s | %d | %.2f | %s%d ms | %s |", service.getClass().getSimpleName(),
				sickness, this.calls, (double) this.arrivals / this.calls, this.ended ? "" : "> ",
				this.slowest.toMillis(), recovery);
	}

	private record Call(Duration duration, boolean interrupted) {
	}

}
