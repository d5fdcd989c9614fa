package io.alwayson.benchmarks.campaign;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.alwayson.benchmarks.campaign.Load.Answer;
import io.alwayson.benchmarks.campaign.Service.Kind;

/**
 * One of two dependencies is sick in one way; what becomes of the calls to both.
 */
final class SickDependency {

	static final String HEAD = """
			| Fault | Service | Healthy good | Sick answered in time | Median | 99th; 99.5th of stragglers | Well and used | Good 2 s after | Arrivals/call |
			|---|---|---|---|---|---|---|---|---|
			""";

	/** {@link Fault#THROTTLING} is what {@link Throttling} is about. */
	static final List<Fault> FAULTS = List.copyOf(EnumSet.range(Fault.HANG, Fault.SLOW));

	private static final int PER_SECOND = 40;

	private static final int FAULT_SECONDS = Integer.getInteger("seconds", 10);

	/** From then on a total fault is known. */
	private static final int KNOWN_AFTER_SECONDS = 3;

	private final Kind kind;

	private final Fault fault;

	SickDependency(Kind kind, Fault fault) {
		this.kind = kind;
		this.fault = fault;
	}

	void run(Claims claims) throws Exception {
		try (Dependency sick = new Dependency();
				Dependency healthy = new Dependency();
				ServiceProcess service = ServiceProcess.start(this.fault.text(), this.kind,
						"--calls.sick=" + sick.uri(), "--calls.healthy=" + healthy.uri(),
						"--alwayson.dependencies.sick.resilience.hedge.enabled=" + this.fault.isHedged())) {
			Episode episode = Episode.run(sick, this.fault, seconds(), PER_SECOND, Map.of("sick",
					Load.get(service.uri("/ask/sick?id=%d")), "healthy", Load.get(service.uri("/ask/healthy?id=%d"))));
			judge(episode, claims);
		}
	}

	/** What comes and goes is seen for longer. */
	private int seconds() {
		return this.fault.isTotal() ? FAULT_SECONDS : 3 * FAULT_SECONDS;
	}

	private void judge(Episode episode, Claims claims) {
		List<Answer> during = episode.during("sick", 0);
		List<Answer> known = episode.during("sick", this.fault.isTotal() ? KNOWN_AFTER_SECONDS : 0);
		double healthyGood = Load.share(episode.since("healthy"), Answer::isGood);
		double inTime = Load.share(during, Answer::isInTime);
		double median = Load.quantile(known, 0.5);
		// One in a hundred is slow: the 99th percentile would be chance.
		double slowest = Load.quantile(known, (this.fault == Fault.STRAGGLERS) ? 0.995 : 0.99);
		List<Answer> well = during.stream()
			.filter((answer) -> Dependency.isWell(this.fault, answer.due() - episode.faultAt()))
			.toList();
		double used = Load.share(well, Answer::isGood);
		double after = Load.share(episode.recovered("sick"), Answer::isGood);
		int arrivals = episode.arrivals().size();
		System.out.printf(Locale.ROOT, "| %s | %s | %.1f %% | %.1f %% | %.0f ms | %.0f ms | %s | %.1f %% | %.2f |%n",
				this.fault.text(), this.kind.text(), 100 * healthyGood, 100 * inTime, median, slowest,
				well.isEmpty() ? "" : String.format(Locale.ROOT, "%.1f %%", 100 * used), 100 * after,
				(double) arrivals / during.size());
		if (this.kind == Kind.ALWAYSON) {
			String subject = this.fault.text();
			claims.claim(subject, "calls to the healthy one are good", healthyGood >= 0.999);
			claims.claim(subject, "calls to the sick one are answered within their deadline", inTime == 1);
			claims.claim(subject, "calls succeed two seconds after the fault", after >= 0.99);
			claims.claim(subject, "arrivals stay within the budget",
					arrivals <= episode.mostArrivals(during.size(), this.fault.isHedged() ? 0.05 : 0.1));
			claims.claim(subject, "an open breaker answers at once", !this.fault.isTotal() || median <= 50);
			claims.claim(subject, "good halves are used", this.fault != Fault.FLAPPING || used >= 0.7);
			claims.claim(subject, "stragglers are hedged", this.fault != Fault.STRAGGLERS || slowest <= 100);
		}
	}

}
