package io.alwayson.benchmarks.campaign;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.alwayson.benchmarks.campaign.Dependency.Arrival;
import io.alwayson.benchmarks.campaign.Load.Answer;
import io.alwayson.benchmarks.campaign.Service.Kind;

/**
 * Three services in a row, each with a store, of which the middle one needs twice the
 * time that the caller has: how much is read for callers that have gone.
 */
final class Chain {

	static final String HEAD = """
			| Three hops | Reads/request | Of those after the deadline |
			|---|---|---|
			""";

	private static final Duration DEADLINE = Duration.ofSeconds(1);

	private static final int PER_SECOND = 20;

	private static final int SECONDS = 20;

	/** Time that the last of the work has to come to an end. */
	private static final int AFTER_SECONDS = 5;

	private static final long SLOW_MILLIS = 200;

	private static final int READS = 10;

	private Chain() {
	}

	static void run(Kind kind, Claims claims) throws Exception {
		try (Dependency front = new Dependency();
				Dependency slow = new Dependency(SLOW_MILLIS);
				Dependency last = new Dependency();
				ServiceProcess third = ServiceProcess.start("third", kind, "--calls.store=" + last.uri());
				ServiceProcess second = ServiceProcess.start("second", kind,
						nextTo(third, "--calls.store=" + slow.uri(), "--reads=" + READS));
				ServiceProcess first = ServiceProcess.start("first", kind,
						nextTo(second, "--calls.store=" + front.uri()))) {
			Load load = new Load(DEADLINE);
			load.run((number) -> request(first, number), PER_SECOND,
					System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS));
			TimeUnit.SECONDS.sleep(AFTER_SECONDS);
			Map<String, Long> expiries = new HashMap<>();
			for (Answer answer : load.answers()) {
				expiries.put("/item?id=" + answer.number(), answer.due() + DEADLINE.toNanos());
			}
			List<Arrival> reads = new ArrayList<>(front.arrivals());
			reads.addAll(slow.arrivals());
			reads.addAll(last.arrivals());
			reads.removeIf((read) -> !expiries.containsKey(read.target()));
			long late = reads.stream()
				.filter((read) -> read.at() - expiries.getOrDefault(read.target(), 0L) > 0)
				.count();
			double share = (double) late / reads.size();
			System.out.printf(Locale.ROOT, "| %s | %.2f | %.1f %% |%n", kind.text(),
					(double) reads.size() / expiries.size(), 100 * share);
			if (kind == Kind.ALWAYSON) {
				claims.claim("three hops", "work is done", reads.size() >= 3L * expiries.size());
				claims.claim("three hops", "at most 1 % of it after the deadline", share <= 0.01);
			}
		}
	}

	/**
	 * The caller waits for as long as its own caller does: one hop retries, and it is not
	 * this one.
	 */
	private static String[] nextTo(ServiceProcess next, String... more) {
		String dependency = "--alwayson.dependencies.next.";
		List<String> arguments = new ArrayList<>(
				List.of("--calls.next=" + next.uri(""), dependency + "type=stamp-service",
						dependency + "resilience.max-attempts=1", dependency + "resilience.attempt-timeout=2s"));
		arguments.addAll(List.of(more));
		return arguments.toArray(String[]::new);
	}

	private static HttpRequest.Builder request(ServiceProcess service, long number) {
		return HttpRequest.newBuilder(URI.create(service.uri("/chain?id=" + number)))
			.header("X-AlwaysOn-Deadline-Ms", Long.toString(DEADLINE.toMillis()));
	}

}
