package io.alwayson.benchmarks.campaign;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.alwayson.benchmarks.campaign.Dependency.Arrival;
import io.alwayson.benchmarks.campaign.Load.Answer;
import io.alwayson.benchmarks.campaign.Service.Kind;

/**
 * A dependency asks for a second's rest, for one second of four: who comes too early.
 * resilience4j without its breaker, which would open and hide its retries.
 */
final class Throttling {

	static final String HEAD = """
			| Retry-After | Throttled | Came again | Of those early | Good | Answered in time |
			|---|---|---|---|---|---|
			""";

	private static final int PER_SECOND = 40;

	private static final int SECONDS = 30;

	private Throttling() {
	}

	static void run(Kind kind, Claims claims) throws Exception {
		try (Dependency sick = new Dependency();
				ServiceProcess service = ServiceProcess.start("throttling", kind, "--calls.sick=" + sick.uri(),
						"--breaker=false")) {
			Episode episode = Episode.run(sick, Fault.THROTTLING, SECONDS, PER_SECOND,
					Map.of("sick", Load.get(service.uri("/ask/sick?id=%d"))));
			List<Answer> during = episode.during("sick", 0);
			double good = Load.share(during, Answer::isGood);
			double inTime = Load.share(during, Answer::isInTime);
			Map<String, Long> askedToWait = new HashMap<>();
			int again = 0;
			int early = 0;
			for (Arrival arrival : episode.arrivals()) {
				Long from = askedToWait.get(arrival.target());
				if (from != null) {
					again++;
					early += (arrival.at() - from < TimeUnit.SECONDS.toNanos(1)) ? 1 : 0;
				}
				if (arrival.throttled()) {
					askedToWait.put(arrival.target(), arrival.at());
				}
			}
			System.out.printf(Locale.ROOT, "| %s | %d | %d | %d | %.1f %% | %.1f %% |%n", kind.text(),
					episode.arrivals().stream().filter(Arrival::throttled).count(), again, early, 100 * good,
					100 * inTime);
			if (kind == Kind.ALWAYSON) {
				claims.claim("throttling", "calls come again", again > 0);
				claims.claim("throttling", "none of them is early", early == 0);
				claims.claim("throttling", "calls are answered within their deadline", inTime == 1);
			}
		}
	}

}
