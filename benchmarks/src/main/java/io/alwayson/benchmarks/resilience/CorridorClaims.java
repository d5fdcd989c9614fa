package io.alwayson.benchmarks.resilience;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.alwayson.benchmarks.Rounds;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs {@link CorridorBenchmark} in rounds, every stack once in each and in a process of
 * its own, and compares the stacks by the ratio within a round. Ends with 1 unless the
 * whole interval of what is claimed holds.
 */
public final class CorridorClaims {

	/**
	 * The compiler spares some processes an allocation that it leaves in others; with
	 * seven rounds two such processes are the end of an interval.
	 */
	private static final int ROUNDS = Integer.getInteger("rounds", 15);

	private static final double MOST_TIME = 1.2;

	private static final double MOST_BYTES = 64;

	private final Map<String, List<Measured>> results = new TreeMap<>();

	private CorridorClaims() {
	}

	/** Measures, prints, judges. */
	public static void main(String[] args) throws RunnerException {
		CorridorClaims claims = new CorridorClaims();
		for (int round = 1; round <= ROUNDS; round++) {
			claims.measure();
			System.out.printf("round %d of %d%n", round, ROUNDS);
		}
		System.exit(claims.hold() ? 0 : 1);
	}

	private void measure() throws RunnerException {
		new Runner(new OptionsBuilder().include(CorridorBenchmark.class.getName() + "\\.")
			.addProfiler(GCProfiler.class)
			.verbosity(VerboseMode.SILENT)
			.build())
			.run()
			.forEach((result) -> this.results
				.computeIfAbsent(result.getPrimaryResult().getLabel(), (name) -> new ArrayList<>())
				.add(Measured.of(result)));
	}

	private boolean hold() {
		System.out.printf(
				"%nJDK %s, %d rounds%n%n| Stack | ns | Bytes | Time of the corridor to it |%n|---|---|---|---|%n",
				System.getProperty("java.version"), ROUNDS);
		this.results.forEach((name, measured) -> System.out.printf(Locale.ROOT, "| %s | %.0f | %.0f | %s |%n", name,
				new Rounds(measured.stream().mapToDouble(Measured::nanos).toArray()).median(),
				new Rounds(measured.stream().mapToDouble(Measured::bytes).toArray()).median(),
				show(ratio(name.endsWith("Open") ? "corridorOpen" : "corridor", name))));
		System.out.println();
		Rounds time = ratio("corridor", "byHand");
		Rounds bytes = more("corridor", "byHand");
		Rounds refusal = ratio("corridorOpen", "resilience4jOpen");
		boolean quick = claim("time of the corridor to the same engines by hand", time, MOST_TIME);
		boolean small = claim("bytes of the corridor above those", bytes, MOST_BYTES);
		boolean cheap = claim("time of a refusal to that of resilience4j", refusal, 1);
		return quick && small && cheap;
	}

	private static boolean claim(String what, Rounds rounds, double most) {
		boolean holds = rounds.high() <= most;
		System.out.printf(Locale.ROOT, "%s: %s, at most %s: %s%n", what, show(rounds), most,
				holds ? "holds" : "DOES NOT HOLD");
		return holds;
	}

	private static String show(Rounds rounds) {
		return String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", rounds.median(), rounds.low(), rounds.high());
	}

	private Rounds ratio(String one, String other) {
		double[] values = new double[ROUNDS];
		for (int round = 0; round < ROUNDS; round++) {
			values[round] = in(one, round).nanos() / in(other, round).nanos();
		}
		return new Rounds(values);
	}

	private Rounds more(String one, String other) {
		double[] values = new double[ROUNDS];
		for (int round = 0; round < ROUNDS; round++) {
			values[round] = in(one, round).bytes() - in(other, round).bytes();
		}
		return new Rounds(values);
	}

	private Measured in(String stack, int round) {
		return Objects.requireNonNull(this.results.get(stack)).get(round);
	}

	/** One stack in one round, for each call. */
	private record Measured(double nanos, double bytes) {

		static Measured of(RunResult result) {
			return new Measured(result.getPrimaryResult().getScore(),
					result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
		}

	}

}
