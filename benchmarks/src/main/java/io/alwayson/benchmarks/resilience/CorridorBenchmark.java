package io.alwayson.benchmarks.resilience;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.failsafe.FailsafeExecutor;
import dev.failsafe.function.CheckedSupplier;
import io.alwayson.resilience.CallRejectedException;
import io.alwayson.resilience.Operation;
import io.alwayson.resilience.ResilientDependency;
import io.alwayson.resilience.WheelTimer;
import io.alwayson.resilience.Workers;
import io.alwayson.workload.Criticality;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.WorkloadContext;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.retry.Retry;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
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

import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.util.ConcurrencyThrottleSupport;

/**
 * What a call that succeeds, and one that is refused, costs on top of the call itself.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class CorridorBenchmark {

	private static final int ENOUGH_TO_OPEN = 100;

	private final WheelTimer timer = new WheelTimer(System::nanoTime);

	private final Workers workers = new Workers();

	private final HashedWheelTimer wheel = new HashedWheelTimer(new DefaultThreadFactory("by-hand", true));

	private String value = "value";

	private final Supplier<String> operation = () -> this.value;

	private final Operation<String, RuntimeException> ours = () -> this.value;

	private ResilientDependency corridor;

	private ResilientDependency open;

	private Stacks.ByHand byHand;

	private Stacks.ByHand byHandWithoutTimeout;

	private CircuitBreaker openBreaker;

	private Supplier<String> refusedByHand;

	private Supplier<String> resilience4j;

	private FailsafeExecutor<String> failsafe;

	private final CheckedSupplier<String> failsafes = () -> this.value;

	private RetryTemplate spring;

	private final Throttle throttle = new Throttle();

	private final Supplier<String> throttled = () -> this.throttle.call(this.operation);

	/** Puts all stacks together, and opens two circuit breakers for an hour. */
	@Setup
	public void build() {
		this.corridor = dependency(Map.of("alwayson.dependencies.prices.type", "custom",
				"alwayson.dependencies.prices.failure-scope", "global"));
		this.open = dependency(
				Map.of("alwayson.dependencies.prices.type", "custom", "alwayson.dependencies.prices.failure-scope",
						"global", "alwayson.dependencies.prices.resilience.breaker.open-for", "1h",
						"alwayson.dependencies.prices.resilience.breaker.max-open-for", "1h"));
		this.byHand = new Stacks.ByHand(this.wheel, this.operation);
		this.byHandWithoutTimeout = new Stacks.ByHand(null, this.operation);
		this.openBreaker = Stacks.breaker();
		this.refusedByHand = CircuitBreaker.decorateSupplier(this.openBreaker, this.operation);
		for (int call = 0; call < ENOUGH_TO_OPEN; call++) {
			fail(this.open);
			if (this.openBreaker.tryAcquirePermission()) {
				this.openBreaker.onError(1, TimeUnit.MILLISECONDS, new IOException("down"));
			}
		}
		this.resilience4j = Retry.decorateSupplier(Stacks.retry(), CircuitBreaker.decorateSupplier(Stacks.breaker(),
				Bulkhead.decorateSupplier(Stacks.bulkhead(), this.operation)));
		this.failsafe = Stacks.failsafe();
		this.spring = new RetryTemplate(
				RetryPolicy.builder().maxRetries(Stacks.ATTEMPTS - 1).delay(Duration.ofMillis(50)).build());
	}

	private ResilientDependency dependency(Map<String, Object> properties) {
		return Stacks.resilience(this.timer, this.workers, List.of(), properties).dependency("prices").idempotent();
	}

	private static void fail(ResilientDependency dependency) {
		try {
			dependency.call(() -> {
				throw new IOException("down");
			});
		}
		catch (IOException | CallRejectedException ex) {
			// That is what it is for.
		}
	}

	/** Ends the threads. */
	@TearDown
	public void close() {
		this.timer.close();
		this.workers.close();
		this.wheel.stop();
	}

	/** Ours. */
	@Benchmark
	public String corridor(Request request) {
		return this.corridor.call(this.ours);
	}

	/** The same engines. */
	@Benchmark
	public String byHand() {
		return this.byHand.call();
	}

	/** The same without its timeout, to show what that costs. */
	@Benchmark
	public String byHandWithoutTimeout() {
		return this.byHandWithoutTimeout.call();
	}

	/** Ours, refused by an open circuit breaker. */
	@Benchmark
	public Object corridorOpen(Request request) {
		try {
			return this.open.call(this.ours);
		}
		catch (CallRejectedException ex) {
			return ex;
		}
	}

	/** The engine alone, open. */
	@Benchmark
	public Object resilience4jOpen() {
		try {
			return this.refusedByHand.get();
		}
		catch (CallNotPermittedException ex) {
			return ex;
		}
	}

	/**
	 * resilience4j's decorators, as its documentation stacks them; no timeout: it has
	 * none for a calling thread.
	 */
	@Benchmark
	public String resilience4j() {
		return this.resilience4j.get();
	}

	/** Failsafe, with its timeout. */
	@Benchmark
	public String failsafe() {
		return this.failsafe.get(this.failsafes);
	}

	/** Spring's retry and throttle, without circuit breaker and timeout: it has none. */
	@Benchmark
	public String spring() {
		return Objects.requireNonNull(this.spring.invoke(this.throttled));
	}

	/** Calls are made for somebody: the thread has the context of a user flow. */
	@State(Scope.Thread)
	public static class Request {

		private WorkloadContext.Scope scope;

		/** Begins it. */
		@Setup
		public void begin() {
			this.scope = WorkloadContext.open(CallContext.NONE.withFlow("list-items", Criticality.HIGH));
		}

		/** Ends it. */
		@TearDown
		public void end() {
			this.scope.close();
		}

	}

	/** What stands behind {@code @ConcurrencyLimit}. */
	private static final class Throttle extends ConcurrencyThrottleSupport {

		private static final long serialVersionUID = 1L;

		Throttle() {
			setConcurrencyLimit(200);
		}

		String call(Supplier<String> operation) {
			beforeAccess();
			try {
				return operation.get();
			}
			finally {
				afterAccess();
			}
		}

	}

}
