package io.alwayson.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

import io.alwayson.workload.HealthPolicy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One component's checks, one after the other. Confined to the timeline.
 *
 * <p>
 * A run that exceeds its timeout is interrupted and counts as a failure. While it ignores
 * that, each further turn counts as a failure without starting anything, until the run is
 * older than the maximum age: then a replacement runs beside it, on every turn as long as
 * replacements succeed, else every minute. So a check never holds more than two threads,
 * and a run that hangs for ever does not keep a recovered dependency down, unless its
 * replacement hangs for ever too.
 */
final class CheckLane {

	private static final Logger logger = LoggerFactory.getLogger(StampHealthMonitor.class);

	private static final Duration REPLACEMENT_INTERVAL = Duration.ofSeconds(60);

	private static final int MAX_RUNS = 2;

	private final Component component;

	private final HealthCheck check;

	private final HealthPolicy policy;

	private final Timeline timeline;

	private final CheckRunner runner;

	private final CheckPace pace;

	private final CallSignals calls;

	private final Consumer<CheckLane> changed;

	private final Consumer<Duration> spared;

	private final Thresholds thresholds;

	private final Eviction eviction;

	private final ProbeCosts costs;

	/** Runs that hold a thread, the oldest first. */
	private final List<Attempt> live = new ArrayList<>(MAX_RUNS);

	private @Nullable Attempt awaited;

	private @Nullable Long lastReplacement;

	private boolean replacementWorks;

	private boolean answered;

	private @Nullable CheckResult result;

	private @Nullable String reason;

	private @Nullable Instant since;

	private long concludedAt;

	private @Nullable Instant concludedInstant;

	CheckLane(Component component, HealthCheck check, Timeline timeline, CheckRunner runner, DoubleSupplier random,
			CallSignals calls, Consumer<CheckLane> changed, Consumer<Duration> spared) {
		this.component = component;
		this.check = check;
		this.policy = component.policy();
		this.timeline = timeline;
		this.runner = runner;
		this.pace = new CheckPace(this.policy, random);
		this.calls = calls;
		this.spared = spared;
		this.changed = changed;
		this.thresholds = new Thresholds(this.policy.failureThreshold(), this.policy.successThreshold());
		this.eviction = new Eviction(this.policy.failureThreshold(), this.policy.successThreshold());
		this.costs = new ProbeCosts(component.name(), check, this.policy);
	}

	Component component() {
		return this.component;
	}

	@Nullable CheckResult result() {
		return this.result;
	}

	ProbeLedger cost() {
		return this.costs.ledger();
	}

	/** Whether the first round need not wait for it any more. */
	boolean isDecided() {
		return this.thresholds.state() != HealthState.UNKNOWN || this.answered;
	}

	/** The first round is over. */
	void decide() {
		if (this.thresholds.state() == HealthState.UNKNOWN) {
			this.eviction.decide();
		}
		this.thresholds.decide();
		this.answered = true;
	}

	Evidence evidence() {
		HealthState state = this.thresholds.state();
		if (state == HealthState.UNKNOWN) {
			return new Evidence(state, false, this.reason, this.since);
		}
		if (this.timeline.nanoTime() - this.concludedAt > this.policy.maxAge().toNanos()) {
			// What keeps runs from knowing anything may be the same for all stamps.
			boolean silent = this.result == null || this.result.status() != CheckResult.Status.INCONCLUSIVE;
			boolean evicts = (state == HealthState.UNHEALTHY) ? this.eviction.evicts() : silent;
			return new Evidence(HealthState.UNHEALTHY, evicts, Reasons.STALE, this.concludedInstant);
		}
		String shown = this.thresholds.isHeld() ? Reasons.FLAPPING : this.reason;
		return new Evidence(state, this.eviction.evicts(), shown, this.since);
	}

	/**
	 * The lane's turn: runs the check, or counts the run that is stuck, or spares the run
	 * because calls prove the same.
	 */
	void turn() {
		Long proven = provenByCalls();
		if (proven != null) {
			spare(proven);
		}
		else if (this.live.isEmpty()) {
			this.replacementWorks = false;
			this.lastReplacement = null;
			begin();
		}
		else if (mayReplace()) {
			this.lastReplacement = this.timeline.nanoTime();
			this.replacementWorks = false;
			begin();
		}
		else {
			observe(HealthCheck.Answer.down(hangs()), this.policy.timeout());
		}
	}

	/** Both runs hang: only their end helps, or that of the process. */
	private String hangs() {
		if (this.live.size() < MAX_RUNS) {
			return Reasons.STUCK;
		}
		if (!Reasons.HUNG.equals(this.reason)) {
			logger.error("Two runs of the check of {} hang and ignore their interrupt: no third one is started. "
					+ "If they never end, it takes a restart to see its recovery", this.component.name());
		}
		return Reasons.HUNG;
	}

	/** Only while it is up without a blemish: recovery needs real runs. */
	private @Nullable Long provenByCalls() {
		boolean up = this.thresholds.state() == HealthState.HEALTHY && !this.thresholds.isBlemished()
				&& this.live.isEmpty();
		Long proven = up ? this.calls.provenAt(this.component.name(), Proof.claimedBy(this.check)) : null;
		return (proven != null && proven - this.concludedAt > 0) ? proven : null;
	}

	/** As if a run had ended well at that moment; so the next one is due as ever. */
	private void spare(long proven) {
		Duration age = Duration.ofNanos(this.timeline.nanoTime() - proven);
		this.concludedAt = proven;
		this.concludedInstant = this.timeline.instant().minus(age);
		Duration pause = this.pace.pause(CheckResult.Status.UP, HealthState.HEALTHY).minus(age);
		this.timeline.schedule(pause.isNegative() ? Duration.ZERO : pause, this::turn);
		this.costs.spared();
		this.spared.accept(age);
	}

	private boolean mayReplace() {
		long now = this.timeline.nanoTime();
		return this.live.size() < MAX_RUNS && now - this.live.get(0).startedAt >= this.policy.maxAge().toNanos()
				&& (this.replacementWorks || this.lastReplacement == null
						|| now - this.lastReplacement >= REPLACEMENT_INTERVAL.toNanos());
	}

	private void begin() {
		Attempt attempt = new Attempt(this.timeline.nanoTime());
		this.live.add(attempt);
		this.awaited = attempt;
		try {
			attempt.run = this.runner.start(this.component.name(), this.check,
					(ending) -> this.timeline.execute(() -> ended(attempt, ending)));
		}
		catch (Throwable ex) {
			// No thread to be had: that says nothing about the dependency.
			this.live.remove(attempt);
			this.awaited = null;
			observe(HealthCheck.Answer.inconclusive("NO_THREAD"), Duration.ZERO);
			return;
		}
		this.timeline.schedule(this.policy.timeout(), () -> expired(attempt));
	}

	private void ended(Attempt attempt, CheckRunner.Ending ending) {
		this.live.remove(attempt);
		if (attempt != this.awaited) {
			// Given up before: it only frees its thread.
			return;
		}
		this.awaited = null;
		HealthCheck.Answer answer = ending.answer();
		if (answer.status() == CheckResult.Status.UP && ending.duration().compareTo(this.policy.degradedAbove()) > 0) {
			answer = HealthCheck.Answer.slow(Reasons.SLOW);
		}
		this.replacementWorks = answer.status() != CheckResult.Status.DOWN;
		observe(answer, ending.duration());
	}

	private void expired(Attempt attempt) {
		if (attempt == this.awaited) {
			this.awaited = null;
			attempt.interrupt();
			observe(HealthCheck.Answer.down(Reasons.TIMEOUT), this.policy.timeout());
		}
	}

	private void observe(HealthCheck.Answer answer, Duration duration) {
		try {
			conclude(answer, duration, this.timeline.instant());
		}
		finally {
			this.timeline.schedule(this.pace.pause(answer.status(), this.thresholds.state()), this::turn);
		}
		this.changed.accept(this);
	}

	private void conclude(HealthCheck.Answer answer, Duration duration, Instant now) {
		this.costs.ran();
		this.result = new CheckResult(answer.status(), answer.reason(), answer.evicts(), duration, now);
		if (answer.status() == CheckResult.Status.INCONCLUSIVE) {
			this.answered = true;
		}
		else {
			this.concludedAt = this.timeline.nanoTime();
			this.concludedInstant = now;
			this.thresholds.observe(answer.status(), this.concludedAt);
			this.eviction.observe(answer.status() == CheckResult.Status.DOWN, answer.evicts(),
					this.thresholds.state() == HealthState.UNHEALTHY);
			explain(answer, now);
		}
	}

	/** While it recovers, the reason of the failure is still the reason of the state. */
	private void explain(HealthCheck.Answer answer, Instant now) {
		if (this.thresholds.isBlemished()) {
			this.reason = (answer.reason() != null) ? answer.reason() : Reasons.ERROR;
			this.since = (this.since != null) ? this.since : now;
		}
		else if (this.thresholds.state() == HealthState.HEALTHY) {
			this.reason = null;
			this.since = null;
		}
	}

	/** Interrupts what runs: the monitor stops. */
	void interrupt() {
		this.live.forEach(Attempt::interrupt);
	}

	private static final class Attempt {

		private final long startedAt;

		private CheckRunner.@Nullable Run run;

		Attempt(long startedAt) {
			this.startedAt = startedAt;
		}

		void interrupt() {
			if (this.run != null) {
				this.run.interrupt();
			}
		}

	}

}
