package io.alwayson.resilience.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.netflix.concurrency.limits.limit.AIMDLimit;
import io.alwayson.resilience.ConcurrencyLimit;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.ResiliencePolicy;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;

/**
 * Makes concurrency limits: adaptive ones by additive increase and multiplicative
 * decrease (Netflix concurrency-limits), fixed ones by a resilience4j bulkhead that
 * nobody waits at.
 */
public final class ConcurrencyLimits implements ConcurrencyLimit.Factory {

	/** By how much a drop lowers the limit, as the library does unless told otherwise. */
	private static final double BACKOFF = 0.9;

	/** Only what is reported as a drop is one: slow answers may be right. */
	private static final Duration NEVER = Duration.ofDays(1);

	/** Creates a factory. */
	public ConcurrencyLimits() {
	}

	@Override
	public ConcurrencyLimit create(Dependency dependency) {
		ResiliencePolicy.Limit policy = dependency.resilience().limit();
		return switch (policy.mode()) {
			case ADAPTIVE -> new AdaptiveLimit(AIMDLimit.newBuilder()
				.minLimit(policy.min())
				.initialLimit(policy.initial())
				.maxLimit(policy.max())
				.backoffRatio(BACKOFF)
				.timeout(NEVER.toNanos(), TimeUnit.NANOSECONDS)
				.build());
			case FIXED -> new FixedLimit(Bulkhead.of(dependency.name(),
					BulkheadConfig.custom()
						.maxConcurrentCalls(policy.initial())
						.maxWaitDuration(Duration.ZERO)
						.writableStackTraceEnabled(false)
						.build()));
			case OFF -> throw new IllegalArgumentException("'" + dependency.name() + "' has no limit");
		};
	}

}
