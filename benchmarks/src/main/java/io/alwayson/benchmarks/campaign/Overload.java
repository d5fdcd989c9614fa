package io.alwayson.benchmarks.campaign;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.alwayson.benchmarks.campaign.Load.Answer;
import io.alwayson.benchmarks.campaign.Service.Kind;

/**
 * Twice the load that fits, after a time of half of it: one request in ten is critical,
 * three are not much so, six hardly.
 */
final class Overload {

	static final String HEAD = """
			| Twice the load | Good of what fits | Critical good | 99th of what was let in |
			|---|---|---|---|
			""";

	private static final int FITS_PER_SECOND = (int) (Service.PERMITS * 1000 / Service.WORK_MILLIS);

	private static final int WARM_SECONDS = 10;

	private static final int SECONDS = 20;

	/** Then the caller has gone, and the work was for nothing. */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private Overload() {
	}

	static void run(Kind kind, Claims claims) throws Exception {
		try (ServiceProcess service = ServiceProcess.start("overload", kind, "--calls.none=http://127.0.0.1:9",
				"--alwayson.inbound.limit=enforce")) {
			URI uri = URI.create(service.uri("/work"));
			Load warm = new Load(PATIENCE);
			warm.run((number) -> request(uri, number), FITS_PER_SECOND / 2,
					System.nanoTime() + TimeUnit.SECONDS.toNanos(WARM_SECONDS));
			Load load = new Load(PATIENCE);
			load.run((number) -> request(uri, number), 2 * FITS_PER_SECOND,
					System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS));
			List<Answer> good = load.answers().stream().filter((answer) -> answer.status() == 200).toList();
			double goodput = (double) good.size() / (FITS_PER_SECOND * SECONDS);
			double critical = Load.share(
					load.answers().stream().filter((answer) -> criticality(answer.number()).equals("high")).toList(),
					(answer) -> answer.status() == 200);
			System.out.printf(Locale.ROOT, "| %s | %.1f %% | %.1f %% | %.0f ms |%n", kind.text(), 100 * goodput,
					100 * critical, Load.quantile(good, 0.99));
			if (kind == Kind.ALWAYSON) {
				claims.claim("overload", "goodput is 90 % of what fits", goodput >= 0.9);
				claims.claim("overload", "99 % of what is critical succeeds", critical >= 0.99);
			}
		}
	}

	private static HttpRequest.Builder request(URI uri, long number) {
		return HttpRequest.newBuilder(uri).header("X-AlwaysOn-Criticality", criticality(number));
	}

	private static String criticality(long number) {
		int digit = (int) (number % 10);
		return (digit == 0) ? "high" : (digit < 4) ? "medium" : "low";
	}

}
