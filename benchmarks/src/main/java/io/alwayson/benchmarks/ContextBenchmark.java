package io.alwayson.benchmarks;

import java.util.concurrent.TimeUnit;

import io.alwayson.workload.Criticality;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.WorkloadContext;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.slf4j.MDC;

/**
 * What it costs to make the context of a request current and to end it again, beside
 * SLF4J's MDC with one key.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class ContextBenchmark {

	private final CallContext context = CallContext.NONE.withFlow("list-items", Criticality.HIGH);

	/** Ours: deadline, flow, criticality and attempt in one value. */
	@Benchmark
	public CallContext workloadContext() {
		WorkloadContext.Scope scope = WorkloadContext.open(this.context);
		try {
			return WorkloadContext.current();
		}
		finally {
			scope.close();
		}
	}

	/** The peer: one key in the MDC. */
	@Benchmark
	public String mdcWithOneKey() {
		MDC.put("flow", "list-items");
		try {
			return MDC.get("flow");
		}
		finally {
			MDC.remove("flow");
		}
	}

}
