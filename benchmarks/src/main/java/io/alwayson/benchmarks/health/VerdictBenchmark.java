package io.alwayson.benchmarks.health;

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

}
