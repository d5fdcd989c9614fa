package io.alwayson.resilience;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.alwayson.workload.Dependency;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.Deadline;
import io.alwayson.workload.context.DependencySignal;
import io.alwayson.workload.context.WorkloadContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one dependency that all its calls take, whatever their door: they share its
 * retry budget, its circuit breaker, its concurrency limit and its rest periods. For
 * adapters; applications use {@link Resilience}. Thread-safe.
 */
public final class Corridor {

	private static final Logger logger = LoggerFactory.getLogger(Corridor.class);

	/** Reason of the signal that an open circuit breaker gives. */
	static final String CIRCUIT_OPEN = "CIRCUIT_OPEN";

	/** Used without end, a quantile that nothing follows is only shown. */
	private static final double SHOWN_QUANTILE = 0.95;

	private final Dependency dependency;

	private final long deadlineNanos;

	private final Machinery machinery;

	private final Verdicts verdicts;

	private final @Nullable Substitutes substitutes;

	private final Listeners listeners;

	private final CallingThreadDriver driver;

	private final RetryBudget budget;

	private final CircuitBreaker breaker;

	private final ConcurrencyLimit limit;

	private final Switches switches;

	private final HedgeProtection hedging;

	private final Protection[] protections;

	private final AtomicBoolean overrunLogged = new AtomicBoolean();

	Corridor(Dependency dependency, CircuitBreaker.Factory breakers, ConcurrencyLimit limit, Machinery machinery,
			List<FailureClassifier> classifiers, @Nullable Fallback fallback, Listeners listeners) {
		this.dependency = dependency;
		this.deadlineNanos = dependency.resilience().deadline().toNanos();
		this.machinery = machinery;
		this.verdicts = new Verdicts(dependency.name(), classifiers);
		this.substitutes = (fallback != null)
				? new Substitutes(dependency, fallback, machinery.timing().clock(), listeners) : null;
		this.listeners = listeners;
		this.driver = new CallingThreadDriver(this);
		this.budget = new RetryBudget(dependency.resilience().budget(), machinery.timing().nanoTime());
		this.breaker = breakers.create(dependency, this::onCircuitState);
		this.switches = new Switches(this.breaker);
		this.limit = limit;
		RestPeriod rest = new RestPeriod(dependency.resilience().deadline(), machinery.timing().nanoTime());
		this.hedging = hedging(rest);
		this.protections = inOrder(rest);
	}

	private HedgeProtection hedging(RestPeriod rest) {
		var policy = this.dependency.resilience();
		return new HedgeProtection(policy, this.budget, rest, this.breaker, this.limit, this.switches,
				newLatencyQuantile(), this.machinery.timing().nanoTime(), this.listeners);
	}

	/**
	 * The order of protection, outermost first. Reject cheaply before spending; one
	 * deadline over all attempts; the circuit breaker and the limit count attempts; the
	 * innermost clock bounds each.
	 */
	private Protection[] inOrder(RestPeriod rest) {
		var policy = this.dependency.resilience();
		// @formatter:off
		return new Protection[] {
				new ObservedProtection(this.listeners),
				new FallbackProtection(this.substitutes != null),
				new DeadlineProtection(),
				new RetryProtection(policy, this.budget, rest, this.switches, this.machinery.timing(), this.listeners),
				this.hedging,
				new BreakerProtection(this.breaker),
				new LimitProtection(this.limit),
				new AttemptTimeoutProtection(policy) };
		// @formatter:on
	}

	/** The dependency at its end. */
	public Dependency dependency() {
		return this.dependency;
	}

	/**
	 * Makes a call on the calling thread, unless it {@link #isOpenTo is open to} it: then
	 * it runs the operation once and nothing more.
	 * @throws X what the last attempt threw
	 * @throws CallRejectedException if protection ended the call
	 * @throws AttemptTimeoutException if the last attempt took too long
	 */
	public <T extends @Nullable Object, X extends Exception> T call(CallType type, Operation<T, X> operation) throws X {
		CallContext context = WorkloadContext.current();
		return isOpenTo(context) ? operation.run() : this.driver.call(type, context, operation);
	}

	/**
	 * Makes a call without holding a thread, unless it {@link #isOpenTo is open to} it.
	 * @return ends with what the last attempt yielded, else as {@link #call} does;
	 * cancelling it cancels the running attempt
	 */
	public <T extends @Nullable Object> CompletableFuture<T> callAsync(CallType type, StageOperation<T> operation) {
		CallContext context = WorkloadContext.current();
		return isOpenTo(context) ? operation.begin().toCompletableFuture()
				: new StageDriver(this).call(type, context, operation);
	}

	/**
	 * Whether work of that context goes to the dependency as it is, unprotected and
	 * uncounted: within an attempt at the same dependency, where the call around it is
	 * its protection, and for health checks, which shall see what is there.
	 */
	public boolean isOpenTo(CallContext context) {
		return context.probe() || context.isAttemptAt(this.dependency.name());
	}

	/** Knows what exceptions and results mean. */
	Verdicts verdicts() {
		return this.verdicts;
	}

	/**
	 * Asks the declared fallback.
	 * @return what it answered, or {@code null} if it declined or there is none
	 */
	<T extends @Nullable Object> Substitutes.@Nullable Substitute<T> fallBack(CallType type, Answers<T> operation,
			@Nullable Throwable failure, @Nullable Object answer) {
		return (this.substitutes != null) ? this.substitutes.ask(type, operation, failure, answer) : null;
	}

	/** The clock of its decisions, on the scale of {@link System#nanoTime()}. */
	public long now() {
		return this.machinery.timing().nanoTime().getAsLong();
	}

	/**
	 * Does something at a point in time, on a thread of ours.
	 * @return what cancels it
	 */
	public Alarm alarm(Deadline at, Runnable action) {
		return Alarm.at(this.machinery, at.nanoTime(), action);
	}

	/** The time of day. */
	public Instant instant() {
		return this.machinery.timing().clock().instant();
	}

	/** What an operator can switch. */
	public Switches switches() {
		return this.switches;
	}

	/** Its circuit breaker. */
	public CircuitBreaker breaker() {
		return this.breaker;
	}

	/** Its concurrency limit. */
	public ConcurrencyLimit limit() {
		return this.limit;
	}

	/** Tokens left in its retry budget. */
	public double budget() {
		return this.budget.available();
	}

	/**
	 * Whether a client that retries by itself may do so now: nobody has switched that
	 * off, and the retry budget can pay for it.
	 */
	public boolean clientMayRetry() {
		return !this.switches.retriesOff() && this.budget.available() >= 1;
	}

	/**
	 * Whether a client that hedges by itself may do so now: as for our own hedges, but
	 * paid for afterwards, and also beside the trial of a circuit breaker: what it asks
	 * is another region, which may be well.
	 */
	public boolean clientMayHedge() {
		return !this.switches.hedgesOff() && this.hedging.clientRefusal() == null && this.budget.available() >= 1;
	}

	/**
	 * Charges the retry budget for what a client has sent by itself. What the budget does
	 * not have is owed, up to its size.
	 * @param requests beyond the first of a call
	 */
	public void charge(int requests) {
		this.budget.charge(requests);
	}

	/**
	 * A live latency quantile for one kind of operation, the same that its hedges follow
	 * (0.95 unless declared), without samples yet.
	 */
	public LatencyQuantile newLatencyQuantile() {
		var hedge = this.dependency.resilience().hedge();
		return new LatencyQuantile((hedge != null) ? hedge.quantile() : SHOWN_QUANTILE, now());
	}

	/** Tells health that something is wrong until then, or that it is over. */
	public void signal(String reason, Instant until) {
		this.listeners.onDependencySignal(new DependencySignal(this.dependency.name(), reason, until));
	}

	/** After which time a slow first attempt gets company now; zero for never. */
	public Duration hedgeDelay() {
		return Duration.ofNanos(this.hedging.delayNanos());
	}

	Protection[] protections() {
		return this.protections;
	}

	HedgeProtection hedging() {
		return this.hedging;
	}

	Listeners listeners() {
		return this.listeners;
	}

	Machinery machinery() {
		return this.machinery;
	}

	long deadlineNanos() {
		return this.deadlineNanos;
	}

	void overrun() {
		this.listeners.onOverrun(this.dependency.name());
		if (this.overrunLogged.compareAndSet(false, true)) {
			logger.warn("An operation on '{}' ignores interrupts and outlives its attempt timeout; "
					+ "give its client a timeout of its own. Said once.", this.dependency.name());
		}
	}

	private void onCircuitState(CircuitBreaker.State state, Duration openFor) {
		Instant until = switch (state) {
			// The trial that decides takes its time too.
			case OPEN -> instant().plus(openFor).plus(this.dependency.resilience().attemptTimeout());
			case CLOSED -> Instant.EPOCH;
			case HALF_OPEN -> null;
		};
		if (until != null) {
			this.listeners.onDependencySignal(new DependencySignal(this.dependency.name(), CIRCUIT_OPEN, until));
		}
		this.listeners.onCircuitState(this.dependency.name(), state);
	}

}
