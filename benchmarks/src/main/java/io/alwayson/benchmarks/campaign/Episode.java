package io.alwayson.benchmarks.campaign;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

import io.alwayson.benchmarks.campaign.Dependency.Arrival;
import io.alwayson.benchmarks.campaign.Load.Answer;

/**
 * What happened around a fault: the dependency is well, sick and well again, under load
 * that does not care.
 *
 * @param faultAt when the fault began, on the scale of {@link System#nanoTime()}
 * @param healedAt when it ended
 * @param arrivals what came to the dependency while it was sick
 * @param answers all answers to each load
 */
record Episode(long faultAt, long healedAt, List<Arrival> arrivals, Map<String, List<Answer>> answers) {

	private static final int WARM_SECONDS = 4;

	private static final int AFTER_SECONDS = 5;

	private static final int RECOVERED_AFTER_SECONDS = 2;

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	static Episode run(Dependency dependency, Fault fault, int seconds, int perSecond,
			Map<String, LongFunction<HttpRequest.Builder>> requests) throws InterruptedException {
		long healAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(WARM_SECONDS + seconds);
		Map<String, Load> loads = new TreeMap<>();
		List<Thread> threads = new ArrayList<>();
		requests.forEach((name, request) -> {
			Load load = new Load(PATIENCE);
			loads.put(name, load);
			Thread thread = new Thread(
					() -> load.run(request, perSecond, healAt + TimeUnit.SECONDS.toNanos(AFTER_SECONDS)),
					"load-" + name);
			thread.setDaemon(true);
			threads.add(thread);
			thread.start();
		});
		TimeUnit.SECONDS.sleep(WARM_SECONDS);
		long faultAt = System.nanoTime();
		dependency.become(fault);
		TimeUnit.NANOSECONDS.sleep(healAt - System.nanoTime());
		List<Arrival> arrivals = dependency.arrivals();
		dependency.become(Fault.NONE);
		long healedAt = System.nanoTime();
		for (Thread thread : threads) {
			thread.join();
		}
		Map<String, List<Answer>> answers = new TreeMap<>();
		loads.forEach((name, load) -> answers.put(name, load.answers()));
		return new Episode(faultAt, healedAt,
				arrivals.stream().filter((arrival) -> arrival.at() - faultAt >= 0).toList(), answers);
	}

	/**
	 * Answers to requests that were due from so many seconds into the fault until its
	 * end.
	 */
	List<Answer> during(String load, int fromSecond) {
		return all(load).stream()
			.filter((answer) -> answer.due() - this.faultAt >= TimeUnit.SECONDS.toNanos(fromSecond)
					&& answer.due() - this.healedAt < 0)
			.toList();
	}

	/** Answers to requests that were due since the fault began. */
	List<Answer> since(String load) {
		return all(load).stream().filter((answer) -> answer.due() - this.faultAt > 0).toList();
	}

	/** Answers to requests that were due once it should have recovered. */
	List<Answer> recovered(String load) {
		return all(load).stream()
			.filter((answer) -> answer.due() - this.healedAt > TimeUnit.SECONDS.toNanos(RECOVERED_AFTER_SECONDS))
			.toList();
	}

	/** The most that may arrive, by the budget: a share, one a second, and a burst. */
	double mostArrivals(int calls, double ratio) {
		return (1 + ratio) * calls + (double) TimeUnit.NANOSECONDS.toSeconds(this.healedAt - this.faultAt) + 10;
	}

	private List<Answer> all(String load) {
		return this.answers.getOrDefault(load, List.of());
	}

}
