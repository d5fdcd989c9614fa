package io.alwayson.benchmarks.telemetry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.alwayson.benchmarks.ClassPath;
import io.alwayson.benchmarks.Rounds;
import io.alwayson.test.telemetry.OtlpReceiver;

/**
 * What requests notice of a sink that hangs, with every request sampled: in turn it takes
 * what it is sent, and does not. What it did not get must be counted to the last span,
 * and the process must end in time while it hangs.
 */
public final class SinkOutage {

	private static final int ROUNDS = Integer.getInteger("rounds", 15);

	private static final int PER_SECOND = 300;

	private static final int SECONDS = 4;

	private static final double MOST_CPU = 1.1;

	private static final double MOST_P99 = 1.25;

	/** Of the drain, with what Boot allows for it. */
	private static final long MOST_EXIT_MILLIS = 30_000;

	private static final Pattern VALUE = Pattern.compile("\"value\":([0-9.E]+)");

	private final AtomicLong received = new AtomicLong();

	/** Spans: of a request two, of one for its cost one. */
	private long sent;

	private SinkOutage() {
	}

	/** Measures, prints, judges. */
	public static void main(String[] args) throws Exception {
		System.exit(new SinkOutage().run() ? 0 : 1);
	}

	private boolean run() throws Exception {
		List<Phase> well = new ArrayList<>();
		List<Phase> down = new ArrayList<>();
		try (OtlpReceiver receiver = OtlpReceiver.start((span) -> this.received.incrementAndGet());
				TelemetryProcess service = TelemetryProcess.start("outage", ClassPath.whole(), List.of(),
						List.of("--management.opentelemetry.tracing.export.otlp.endpoint=" + receiver.endpoint()
								+ "/v1/traces", "--management.tracing.sampling.probability=1.0",
								"--management.endpoints.web.exposure.include=metrics"))) {
			// Of the request that waited for it.
			this.sent = 2;
			for (int warmUp = 0; warmUp < 5; warmUp++) {
				phase(service);
			}
			for (int round = 0; round < ROUNDS; round++) {
				well.add(phase(service));
				receiver.hang();
				down.add(phase(service));
				receiver.heal();
			}
			boolean counted = isCounted(service);
			receiver.hang();
			phase(service);
			long exit = service.stopMillis();
			return judge(well, down, counted, exit);
		}
	}

	private boolean judge(List<Phase> well, List<Phase> down, boolean counted, long exit) {
		Rounds cpu = ratio(down, well, true);
		Rounds p99 = ratio(down, well, false);
		boolean cheap = cpu.high() <= MOST_CPU;
		boolean quick = p99.high() <= MOST_P99;
		boolean ends = exit <= MOST_EXIT_MILLIS;
		System.out.printf(Locale.ROOT,
				"JDK %s, %d rounds of %d s%nCPU of a request while the sink hangs to before: %.2f [%.2f, %.2f], at most %.2f: %s%n"
						+ "99th percentile likewise: %.2f [%.2f, %.2f], at most %.2f: %s%nEvery lost span is counted: %s%n"
						+ "Exit while it hangs: %d ms, at most %d: %s%n",
				System.getProperty("java.version"), ROUNDS, SECONDS, cpu.median(), cpu.low(), cpu.high(), MOST_CPU,
				text(cheap), p99.median(), p99.low(), p99.high(), MOST_P99, text(quick), text(counted), exit,
				MOST_EXIT_MILLIS, text(ends));
		return cheap && quick && counted && ends;
	}

	private static String text(boolean holds) {
		return holds ? "holds" : "DOES NOT HOLD";
	}

	private static Rounds ratio(List<Phase> these, List<Phase> those, boolean cpu) {
		double[] ratios = new double[these.size()];
		for (int round = 0; round < ratios.length; round++) {
			ratios[round] = cpu ? these.get(round).micros() / those.get(round).micros()
					: these.get(round).p99() / those.get(round).p99();
		}
		return new Rounds(ratios);
	}

	private Phase phase(TelemetryProcess service) throws Exception {
		double before = Double.parseDouble(service.ask("/cost").split(" ")[0]);
		int requests = PER_SECOND * SECONDS;
		long[] nanos = new long[requests];
		try (TelemetryProcess.Connection connection = service.connect()) {
			long due = System.nanoTime();
			for (int request = 0; request < requests; request++) {
				for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
					LockSupport.parkNanos(left);
				}
				connection.get("/work");
				nanos[request] = System.nanoTime() - due;
				due += TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
			}
		}
		double after = Double.parseDouble(service.ask("/cost").split(" ")[0]);
		this.sent += 2L * requests + 2;
		Arrays.sort(nanos);
		return new Phase((after - before) / 1000 / requests, nanos[requests * 99 / 100]);
	}

	/** Once nothing is under way any more. */
	private boolean isCounted(TelemetryProcess service) throws Exception {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
		double known = 0;
		while (System.nanoTime() - end < 0) {
			Matcher lost = VALUE.matcher(service.ask("/actuator/metrics/alwayson.telemetry.lost?tag=signal:spans"));
			known = this.received.get() + (lost.find() ? Double.parseDouble(lost.group(1)) : 0);
			if (known >= this.sent) {
				break;
			}
			TimeUnit.MILLISECONDS.sleep(500);
		}
		System.out.printf(Locale.ROOT, "%d spans: %d arrived, %.0f counted as lost%n", this.sent, this.received.get(),
				known - this.received.get());
		return known >= this.sent;
	}

	/**
	 * Of requests.
	 *
	 * @param micros of CPU time each
	 * @param p99 nanoseconds from when it was due
	 */
	private record Phase(double micros, double p99) {
	}

}
