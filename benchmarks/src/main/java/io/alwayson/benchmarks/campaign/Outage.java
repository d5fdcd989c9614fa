package io.alwayson.benchmarks.campaign;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.alwayson.benchmarks.campaign.Load.Answer;
import io.alwayson.benchmarks.campaign.Service.Kind;

/**
 * A dependency fails for every caller, and no circuit breaker helps: what retries add to
 * its load, and how soon it is of use again.
 */
final class Outage {

	static final String HEAD = """
			| Total outage without breaker | Arrivals/call | Answered in time | Good 2 s after |
			|---|---|---|---|
			""";

	private static final int PER_SECOND = 100;

	private static final int SECONDS = 20;

	private Outage() {
	}

	static void run(Kind kind, Claims claims) throws Exception {
		try (Dependency sick = new Dependency();
				ServiceProcess service = ServiceProcess.start("outage", kind, "--calls.sick=" + sick.uri(),
						"--breaker=false",
						"--alwayson.dependencies.sick.resilience.breaker.min-calls=" + Integer.MAX_VALUE)) {
			Episode episode = Episode.run(sick, Fault.UNAVAILABLE, SECONDS, PER_SECOND,
					Map.of("sick", Load.get(service.uri("/ask/sick?id=%d"))));
			List<Answer> during = episode.during("sick", 0);
			int arrivals = episode.arrivals().size();
			double inTime = Load.share(during, Answer::isInTime);
			double after = Load.share(episode.recovered("sick"), Answer::isGood);
			System.out.printf(Locale.ROOT, "| %s | %.2f | %.1f %% | %.1f %% |%n", kind.text(),
					(double) arrivals / during.size(), 100 * inTime, 100 * after);
			if (kind == Kind.ALWAYSON) {
				claims.claim("outage", "arrivals stay within the budget",
						arrivals <= episode.mostArrivals(during.size(), 0.1));
				claims.claim("outage", "calls are answered within their deadline", inTime == 1);
				claims.claim("outage", "calls succeed two seconds after", after >= 0.99);
			}
		}
	}

}
