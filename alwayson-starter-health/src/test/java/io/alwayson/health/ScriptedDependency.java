package io.alwayson.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A check runner whose runs do as they are told, in virtual time.
 */
final class ScriptedDependency implements CheckRunner {

	private final VirtualTimeline timeline;

	private final List<Held> held = new ArrayList<>();

	private HealthCheck.Answer answer = HealthCheck.Answer.up();

	private Duration latency = Duration.ofMillis(20);

	private boolean asked;

	private boolean hangs;

	private boolean ignoresInterrupts;

	int runs;

	int threads;

	int mostThreads;

	ScriptedDependency(VirtualTimeline timeline) {
		this.timeline = timeline;
	}

	void answers(HealthCheck.Answer answer) {
		this.hangs = false;
		this.answer = answer;
	}

	/** From now on it is what the check finds that counts. */
	void isAsked() {
		this.asked = true;
	}

	void takes(Duration latency) {
		this.latency = latency;
	}

	void hangs(boolean ignoresInterrupts) {
		this.hangs = true;
		this.ignoresInterrupts = ignoresInterrupts;
	}

	void releaseHanging() {
		List.copyOf(this.held).forEach(Held::end);
	}

	@Override
	public Run start(String component, HealthCheck check, Consumer<Ending> ended) {
		this.runs++;
		this.threads++;
		this.mostThreads = Math.max(this.mostThreads, this.threads);
		Held run = new Held(this.asked ? ask(check) : this.answer, ended, this.ignoresInterrupts);
		if (this.hangs) {
			this.held.add(run);
			return run;
		}
		this.timeline.schedule(this.latency, run::end);
		return run;
	}

	private static HealthCheck.Answer ask(HealthCheck check) {
		try {
			return check.check();
		}
		catch (Exception ex) {
			return HealthCheck.Answer.down(Reasons.of(ex));
		}
	}

	private final class Held implements Run {

		private final long start = ScriptedDependency.this.timeline.nanoTime();

		private final HealthCheck.Answer answer;

		private final Consumer<Ending> ended;

		private final boolean ignoresInterrupts;

		private boolean over;

		Held(HealthCheck.Answer answer, Consumer<Ending> ended, boolean ignoresInterrupts) {
			this.answer = answer;
			this.ended = ended;
			this.ignoresInterrupts = ignoresInterrupts;
		}

		@Override
		public void interrupt() {
			if (!this.ignoresInterrupts) {
				end();
			}
		}

		void end() {
			if (!this.over) {
				this.over = true;
				ScriptedDependency.this.threads--;
				ScriptedDependency.this.held.remove(this);
				this.ended.accept(new Ending(this.answer,
						Duration.ofNanos(ScriptedDependency.this.timeline.nanoTime() - this.start)));
			}
		}

	}

}
