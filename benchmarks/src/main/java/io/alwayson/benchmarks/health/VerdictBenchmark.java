package io.alwayson.benchmarks.health;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.alwayson.health.PublishedHealth;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * What it costs to read the verdict, beside a bare {@link System#nanoTime()}, which is
 * part of it. The monitor runs meanwhile, with fifteen checks.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class VerdictBenchmark {

	private ConfigurableApplicationContext context;

	private PublishedHealth published;

	/** Starts a monitor. */
	@Setup
	public void start() {
		this.context = ProbedServer.start(ProbedServer.Kind.ALWAYSON_HEALTHY, 0);
		this.published = this.context.getBean(PublishedHealth.class);
	}

	/** Stops it. */
	@TearDown
	public void stop() {
		this.context.close();
	}

	/** Ours: what {@code /health/stamp} answers. */
	@Benchmark
	public PublishedHealth.Answer verdict() {
		return this.published.answer();
	}

	/** The peer: the clock alone. */
	@Benchmark
	public long nanoTime() {
		return System.nanoTime();
	}

	/** Measures, and ends with 1 unless what is claimed holds. */
	public static void main(String[] args) throws RunnerException {
		Map<String, RunResult> results = new HashMap<>();
		new Runner(new OptionsBuilder().include(VerdictBenchmark.class.getName()).addProfiler(GCProfiler.class).build())
			.run()
			.forEach((result) -> results.put(result.getPrimaryResult().getLabel(), result));
		RunResult verdict = Objects.requireNonNull(results.get("verdict"));
		double bytes = verdict.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
		double above = highest(verdict) - lowest(Objects.requireNonNull(results.get("nanoTime")));
		boolean holds = bytes < 0.5 && above <= 10;
		System.out.printf(Locale.ROOT, "%.3f bytes, at most %.1f ns above nanoTime(): %s%n", bytes, above,
				holds ? "holds" : "DOES NOT HOLD");
		System.exit(holds ? 0 : 1);
	}

	private static double highest(RunResult result) {
		return result.getPrimaryResult().getScore() + result.getPrimaryResult().getScoreError();
	}

	private static double lowest(RunResult result) {
		return result.getPrimaryResult().getScore() - result.getPrimaryResult().getScoreError();
	}

}
