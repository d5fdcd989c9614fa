package io.alwayson.resilience;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Threads that start at the same moment, again and again.
 */
final class Race implements AutoCloseable {

	private final int racers;

	private final CyclicBarrier barrier;

	private final ExecutorService threads;

	Race(int racers) {
		this.racers = racers;
		this.barrier = new CyclicBarrier(racers);
		this.threads = Executors.newFixedThreadPool(racers);
	}

	/** All racers do the same. */
	<T> List<T> run(Callable<T> task) throws Exception {
		List<Callable<T>> tasks = new ArrayList<>();
		for (int racer = 0; racer < this.racers; racer++) {
			tasks.add(task);
		}
		return run(tasks);
	}

	/** One task for each racer; what one throws, the race throws. */
	<T> List<T> run(List<Callable<T>> tasks) throws Exception {
		List<Future<T>> futures = new ArrayList<>();
		for (Callable<T> task : tasks) {
			futures.add(this.threads.submit(() -> {
				this.barrier.await(20, TimeUnit.SECONDS);
				return task.call();
			}));
		}
		List<T> results = new ArrayList<>();
		for (Future<T> future : futures) {
			results.add(future.get(20, TimeUnit.SECONDS));
		}
		return results;
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

}
