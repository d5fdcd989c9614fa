package io.alwayson.resilience;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.alwayson.workload.Dependency;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.DependencySignal;
import io.alwayson.workload.context.WorkloadContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one dependency that all its calls take, whatever their door: they share its
 * retry budget, its circuit breaker and its rest periods. For adapters; applications use
 * {@link Resilience}. Thread-safe.
 */
public final class Corridor {

	private static final Logger logger = LoggerFactory.getLogger(Corridor.class);

	/** Reason of the signal that an open circuit breaker gives. */
	static final String CIRCUIT_OPEN = "CIRCUIT_OPEN";

	private final Dependency dependency;

	private final Timing timing;

	private final List<FailureClassifier> classifiers;

	private final Listeners listeners;

	private final CallingThreadDriver driver;

	private final RetryBudget budget;

	private final CircuitBreaker breaker;

	private final List<Protection> protections;

	private final AtomicBoolean overrunLogged = new AtomicBoolean();

	/** Whether the thread is within an attempt: calls within calls are protected once. */
	private final ThreadLocal<Boolean> entered = new ThreadLocal<>();

	Corridor(Dependency dependency, CircuitBreaker.Factory breakers, AttemptTimer timer,
			List<FailureClassifier> classifiers, Listeners listeners, Timing timing) {
		this.dependency = dependency;
		this.timing = timing;
		this.classifiers = classifiers;
		this.listeners = listeners;
		this.driver = new CallingThreadDriver(this, timer, timing.sleeper());
		this.budget = new RetryBudget(dependency.resilience().budget(), timing.nanoTime());
		this.breaker = breakers.create(dependency, this::onCircuitState);
		this.protections = inOrder();
	}

	/**
	 * The order of protection, outermost first. Reject cheaply before spending; one
	 * deadline over all attempts; the circuit breaker counts attempts; the innermost
	 * clock bounds each.
	 */
	private List<Protection> inOrder() {
		var policy = this.dependency.resilience();
		// @formatter:off
		return List.of(
				new ObservedProtection(this.listeners),
				new DeadlineProtection(),
				new RetryProtection(policy, this.budget, this.timing, this.listeners),
				new BreakerProtection(this.breaker),
				new AttemptTimeoutProtection(policy));
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
		return isOpenTo(WorkloadContext.current()) ? operation.run() : this.driver.call(type, operation);
	}

	/**
	 * Whether work of that context goes to the dependency as it is, unprotected and
	 * uncounted: within an attempt at the same dependency, where the call around it is
	 * its protection, and for health checks, which shall see what is there.
	 */
	public boolean isOpenTo(CallContext context) {
		return context.probe() || isEntered();
	}

	/** Begins a call for a driver. */
	public ProtectedCall begin(CallType type, CallContext context) {
		return new ProtectedCall(this, type, context);
	}

	/** What an exception of an operation means. Never throws. */
	public Fault classify(Throwable failure) {
		for (FailureClassifier classifier : this.classifiers) {
			try {
				Fault fault = classifier.classify(failure);
				if (fault != null) {
					return fault;
				}
			}
			catch (RuntimeException ex) {
				logger.debug("Dropped what a classifier threw: {}", classifier.getClass().getName(), ex);
			}
		}
		return Fault.ANSWER;
	}

	/** What is wrong with a result. Never throws. */
	public <T extends @Nullable Object> @Nullable Fault faultIn(Operation<T, ?> operation, T result) {
		try {
			return operation.faultIn(result);
		}
		catch (RuntimeException ex) {
			logger.debug("Dropped what an operation on '{}' threw about its result", this.dependency.name(), ex);
			return null;
		}
	}

	/** Lets go of a result. Never throws. */
	public <T extends @Nullable Object> void discard(Operation<T, ?> operation, T result) {
		try {
			operation.discard(result);
		}
		catch (RuntimeException ex) {
			logger.debug("Dropped what an operation on '{}' threw about its result", this.dependency.name(), ex);
		}
	}

	/** The clock of its decisions, on the scale of {@link System#nanoTime()}. */
	public long now() {
		return this.timing.nanoTime().getAsLong();
	}

	/** The time of day. */
	public Instant instant() {
		return this.timing.clock().instant();
	}

	List<Protection> protections() {
		return this.protections;
	}

	Listeners listeners() {
		return this.listeners;
	}

	CircuitBreaker breaker() {
		return this.breaker;
	}

	RetryBudget budget() {
		return this.budget;
	}

	/** Whether the calling thread is within an attempt at this dependency. */
	private boolean isEntered() {
		return this.entered.get() != null;
	}

	/** Enters an attempt on this thread; the scope leaves it. */
	WorkloadContext.Scope enter(CallContext context) {
		WorkloadContext.Scope scope = WorkloadContext.open(context);
		this.entered.set(Boolean.TRUE);
		return () -> {
			this.entered.remove();
			scope.close();
		};
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
			case OPEN ->
				this.timing.clock().instant().plus(openFor).plus(this.dependency.resilience().attemptTimeout());
			case CLOSED -> Instant.EPOCH;
			case HALF_OPEN -> null;
		};
		if (until != null) {
			this.listeners.onDependencySignal(new DependencySignal(this.dependency.name(), CIRCUIT_OPEN, until));
		}
		this.listeners.onCircuitState(this.dependency.name(), state);
	}

}
