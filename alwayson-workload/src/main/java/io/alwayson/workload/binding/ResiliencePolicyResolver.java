package io.alwayson.workload.binding;

import java.time.Duration;

import io.alwayson.workload.DependencyType;
import io.alwayson.workload.ResiliencePolicy;
import io.alwayson.workload.ResiliencePolicy.Breaker;
import io.alwayson.workload.ResiliencePolicy.Budget;
import io.alwayson.workload.ResiliencePolicy.Hedge;
import io.alwayson.workload.ResiliencePolicy.Limit;
import io.alwayson.workload.binding.ResilienceOverrides.BreakerOverrides;
import io.alwayson.workload.binding.ResilienceOverrides.BudgetOverrides;
import io.alwayson.workload.binding.ResilienceOverrides.HedgeOverrides;
import io.alwayson.workload.binding.ResilienceOverrides.LimitOverrides;
import org.jspecify.annotations.Nullable;

/**
 * From overrides to a {@link ResiliencePolicy}: the entry's own value, else
 * {@code alwayson.resilience.defaults}, else the table.
 */
final class ResiliencePolicyResolver {

	static final String DEFAULTS_KEY = "alwayson.resilience.defaults";

	private static final ResiliencePolicy TABLE = new ResiliencePolicy(Duration.ofSeconds(2), Duration.ofMillis(600),
			Duration.ofSeconds(5), 3, Duration.ofMillis(50), Duration.ofMillis(500), new Budget(0.1, 1, 10),
			new Breaker(0.5, 20, Duration.ofSeconds(10), Duration.ofMillis(200), Duration.ofMillis(500)),
			new Limit(Limit.Mode.ADAPTIVE, 4, 20, 200), null, null);

	private static final String NO_FALLBACK = "none";

	/** Above, numbers overflow, and nobody waits for the answer. */
	private static final Duration LONGEST = Duration.ofDays(1);

	/** The engine keeps one measurement for each second of it. */
	private static final Duration LONGEST_WINDOW = Duration.ofHours(1);

	private static final Hedge HEDGE = new Hedge(0.95, Duration.ofMillis(300));

	private final Violations violations;

	private final ResiliencePolicy defaults;

	/** Whether the defaults say anything about hedges. */
	private final boolean hedgesSaid;

	ResiliencePolicyResolver(Violations violations, @Nullable ResilienceOverrides defaults) {
		this.violations = violations;
		this.defaults = merge((defaults != null) ? defaults : ResilienceOverrides.NONE, TABLE);
		check(DEFAULTS_KEY, this.defaults);
		this.hedgesSaid = defaults != null && defaults.hedge() != null;
	}

	ResiliencePolicy resolve(String dependencyKey, @Nullable DependencyType type,
			@Nullable ResilienceOverrides overrides) {
		ResilienceOverrides own = (overrides != null) ? overrides : ResilienceOverrides.NONE;
		ResiliencePolicy policy = merge(isHedgedUnsaid(type, own) ? own.withHedge() : own, this.defaults);
		if (overrides != null) {
			check(dependencyKey + ".resilience", policy);
		}
		return policy;
	}

	/**
	 * Cosmos DB may have another region to ask, and its reads are hedged unless anybody
	 * said otherwise or a hedge could not be made.
	 */
	private boolean isHedgedUnsaid(@Nullable DependencyType type, ResilienceOverrides own) {
		return type == DependencyType.COSMOS && !this.hedgesSaid && own.hedge() == null
				&& Checks.first(own.maxAttempts(), this.defaults.maxAttempts()) > 1;
	}

	private static ResiliencePolicy merge(ResilienceOverrides own, ResiliencePolicy base) {
		Duration attemptTimeout = Checks.first(own.attemptTimeout(), base.attemptTimeout());
		return new ResiliencePolicy(Checks.first(own.deadline(), base.deadline()), attemptTimeout,
				Checks.first(own.connectTimeout(), base.connectTimeout()),
				Checks.first(own.maxAttempts(), base.maxAttempts()), Checks.first(own.firstDelay(), base.firstDelay()),
				Checks.first(own.maxDelay(), base.maxDelay()), budget(own.budget(), base.budget()),
				breaker(own.breaker(), base.breaker()), limit(own.limit(), base.limit()),
				hedge(own.hedge(), base.hedge(), attemptTimeout), fallback(own.fallback(), base.fallback()));
	}

	private static @Nullable String fallback(@Nullable String own, @Nullable String base) {
		if (own == null || own.isBlank()) {
			return base;
		}
		return NO_FALLBACK.equals(own) ? null : own;
	}

	private static Budget budget(@Nullable BudgetOverrides own, Budget base) {
		return (own == null) ? base : new Budget(Checks.first(own.ratio(), base.ratio()),
				Checks.first(own.floor(), base.floor()), Checks.first(own.burst(), base.burst()));
	}

	private static Breaker breaker(@Nullable BreakerOverrides own, Breaker base) {
		return (own == null) ? base
				: new Breaker(Checks.first(own.failureRatio(), base.failureRatio()),
						Checks.first(own.minCalls(), base.minCalls()), Checks.first(own.window(), base.window()),
						Checks.first(own.openFor(), base.openFor()), Checks.first(own.maxOpenFor(), base.maxOpenFor()));
	}

	private static Limit limit(@Nullable LimitOverrides own, Limit base) {
		return (own == null) ? base
				: new Limit(Checks.first(own.mode(), base.mode()), Checks.first(own.min(), base.min()),
						Checks.first(own.initial(), base.initial()), Checks.first(own.max(), base.max()));
	}

	private static @Nullable Hedge hedge(@Nullable HedgeOverrides own, @Nullable Hedge base, Duration attemptTimeout) {
		if (own == null) {
			return base;
		}
		if (Boolean.FALSE.equals(own.enabled())) {
			return null;
		}
		if (base != null) {
			return new Hedge(Checks.first(own.quantile(), base.quantile()),
					Checks.first(own.maxDelay(), base.maxDelay()));
		}
		Duration half = attemptTimeout.dividedBy(2);
		return new Hedge(Checks.first(own.quantile(), HEDGE.quantile()),
				Checks.first(own.maxDelay(), (half.compareTo(HEDGE.maxDelay()) < 0) ? half : HEDGE.maxDelay()));
	}

	private void check(String key, ResiliencePolicy policy) {
		Checks checks = new Checks(this.violations, key);
		checks.positiveUpTo("deadline", policy.deadline(), LONGEST);
		checks.positiveUpTo("attempt-timeout", policy.attemptTimeout(), LONGEST);
		checks.positiveUpTo("connect-timeout", policy.connectTimeout(), LONGEST);
		checks.atLeast("max-attempts", policy.maxAttempts(), 1);
		checks.notNegative("first-delay", policy.firstDelay());
		checks.notNegativeUpTo("max-delay", policy.maxDelay(), LONGEST);
		checks.notLonger("first-delay", policy.firstDelay(), "max-delay", policy.maxDelay());
		checkBudget(checks, policy.budget());
		checkBreaker(checks, policy.breaker());
		checkLimit(checks, policy.limit());
		if (policy.hedge() != null) {
			checkHedge(checks, policy.hedge(), policy);
		}
		checkWorstCase(checks, policy);
	}

	/** A hedge that can never be made is a promise that would be broken. */
	private static void checkHedge(Checks checks, Hedge hedge, ResiliencePolicy policy) {
		checks.share("hedge.quantile", hedge.quantile());
		checks.positiveUpTo("hedge.max-delay", hedge.maxDelay(), LONGEST);
		if (policy.maxAttempts() == 1) {
			checks.add("max-attempts", 1, "leaves no attempt for a hedge",
					"Raise it to 2, or set hedge.enabled to false");
		}
		if (hedge.maxDelay().compareTo(policy.attemptTimeout()) >= 0) {
			checks.add("hedge.max-delay", hedge.maxDelay(),
					"is not shorter than attempt-timeout " + DurationText.of(policy.attemptTimeout())
							+ ": until 100 latencies are known no hedge would be made",
					"Lower hedge.max-delay or raise attempt-timeout");
		}
	}

	private static void checkBudget(Checks checks, Budget budget) {
		if (!(budget.ratio() >= 0 && budget.ratio() <= 1)) {
			checks.add("budget.ratio", budget.ratio(), "must be between 0 and 1", "Use a share such as 0.1");
		}
		if (!(budget.floor() >= 0 && budget.floor() <= 1000)) {
			checks.add("budget.floor", budget.floor(), "must be between 0 and 1000 a second", "Use a rate such as 1");
		}
		checks.atLeast("budget.burst", budget.burst(), 0);
	}

	private static void checkBreaker(Checks checks, Breaker breaker) {
		checks.share("breaker.failure-ratio", breaker.failureRatio());
		checks.atLeast("breaker.min-calls", breaker.minCalls(), 1);
		if (breaker.window().compareTo(Duration.ofSeconds(1)) < 0 || breaker.window().compareTo(LONGEST_WINDOW) > 0) {
			checks.add("breaker.window", breaker.window(), "must be between 1s and 1h", "Use a duration such as 10s");
		}
		checks.positive("breaker.open-for", breaker.openFor());
		checks.positiveUpTo("breaker.max-open-for", breaker.maxOpenFor(), LONGEST);
		checks.notLonger("breaker.open-for", breaker.openFor(), "breaker.max-open-for", breaker.maxOpenFor());
	}

	private static void checkLimit(Checks checks, Limit limit) {
		checks.atLeast("limit.min", limit.min(), 1);
		checks.notMore("limit.min", limit.min(), "limit.initial", limit.initial());
		checks.notMore("limit.initial", limit.initial(), "limit.max", limit.max());
	}

	/**
	 * What cannot fit is a promise that would be broken. The sum is said, because that is
	 * the first thing one asks.
	 */
	private static void checkWorstCase(Checks checks, ResiliencePolicy policy) {
		boolean summable = policy.maxAttempts() >= 1 && policy.maxAttempts() <= 100 && !policy.firstDelay().isNegative()
				&& policy.attemptTimeout().compareTo(LONGEST) <= 0;
		if (!summable) {
			if (policy.maxAttempts() > 100) {
				checks.add("max-attempts", policy.maxAttempts(), "is more than 100", "Lower it");
			}
			return;
		}
		Duration worstCase = policy.worstCaseTime();
		if (worstCase.compareTo(policy.deadline()) > 0) {
			Duration attempts = policy.attemptTimeout().multipliedBy(policy.maxAttempts());
			checks.add("deadline", policy.deadline(),
					"is shorter than the worst case: max-attempts " + policy.maxAttempts() + " x attempt-timeout "
							+ DurationText.of(policy.attemptTimeout()) + " + waits "
							+ DurationText.of(worstCase.minus(attempts)) + " = " + DurationText.of(worstCase),
					"Raise deadline to " + DurationText.of(worstCase) + ", or lower attempt-timeout or max-attempts");
		}
	}

}
