package io.alwayson.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

import io.alwayson.workload.Dependency;
import io.alwayson.workload.Workload;

/**
 * A monitor in virtual time, whose checks all do as one scripted dependency does.
 */
final class VirtualMonitor {

	final VirtualTimeline timeline = new VirtualTimeline();

	final ScriptedDependency dependency = new ScriptedDependency(this.timeline);

	final List<StampTransition> transitions = new ArrayList<>();

	final PublishedHealth published;

	final FlowSignals flowSignals;

	final DependencySignals dependencySignals;

	final CallSignals callSignals;

	/** Somebody has set the clock. */
	private Duration wallClockError = Duration.ZERO;

	private VirtualMonitor(Workload workload, Function<Dependency, HealthCheck> checks, DoubleSupplier random) {
		this.published = new PublishedHealth(workload.stamp().id(), this::now, this.timeline::nanoTime);
		this.flowSignals = new FlowSignals(workload);
		this.dependencySignals = new DependencySignals(workload, this::now, this.timeline::nanoTime);
		this.callSignals = new CallSignals(workload);
		List<Component> components = workload.dependencies()
			.values()
			.stream()
			.map((dependency) -> Component.declared(dependency, checks.apply(dependency)))
			.toList();
		StampHealthListener listener = new StampHealthListener() {
			@Override
			public void onTransition(StampTransition transition) {
				VirtualMonitor.this.transitions.add(transition);
			}
		};
		new MonitorRun(workload, components, this.flowSignals, this.dependencySignals, this.callSignals, this.published,
				new KillSwitch(null, workload.health().killSwitch()), List.of(listener), () -> true, new WrongClock(),
				this.dependency, random)
			.start();
	}

	/** Started, with everything still to happen. */
	static VirtualMonitor of(String... declaration) {
		return new VirtualMonitor(Declaration.of(declaration), (dependency) -> HealthCheck.Answer::up, () -> 0);
	}

	/** Started, with pauses that are jittered. */
	static VirtualMonitor jittered(Random random, String... declaration) {
		return new VirtualMonitor(Declaration.of(declaration), (dependency) -> HealthCheck.Answer::up,
				random::nextDouble);
	}

	/** Started, with checks that are really run. */
	static VirtualMonitor checking(HealthCheckFactory checks, String... declaration) {
		VirtualMonitor monitor = new VirtualMonitor(Declaration.of(declaration), checks::create, () -> 0);
		monitor.dependency.isAsked();
		return monitor;
	}

	/** Started, without a check for anything. */
	static VirtualMonitor withoutChecks(String... declaration) {
		return new VirtualMonitor(Declaration.of(declaration), (dependency) -> null, () -> 0);
	}

	/** After a good first round. */
	static VirtualMonitor healthy(String... declaration) {
		VirtualMonitor monitor = of(declaration);
		monitor.pass(Duration.ofMillis(20));
		if (monitor.verdict().status() != HealthState.HEALTHY || monitor.routing() != Routing.ACCEPT) {
			throw new AssertionError(monitor.verdict());
		}
		return monitor;
	}

	StampHealth verdict() {
		return this.published.verdict();
	}

	/** As a load balancer sees it. */
	Routing routing() {
		return (this.published.answer().status() == 200) ? Routing.ACCEPT : Routing.REFUSE;
	}

	void pass(Duration time) {
		this.timeline.pass(time);
	}

	void wallClockJumps(Duration error) {
		this.wallClockError = error;
	}

	Instant now() {
		return this.timeline.instant().plus(this.wallClockError);
	}

	private final class WrongClock implements Timeline {

		private final VirtualTimeline timeline = VirtualMonitor.this.timeline;

		@Override
		public long nanoTime() {
			return this.timeline.nanoTime();
		}

		@Override
		public Instant instant() {
			return now();
		}

		@Override
		public void execute(Runnable task) {
			this.timeline.execute(task);
		}

		@Override
		public void schedule(Duration delay, Runnable task) {
			this.timeline.schedule(delay, task);
		}

		@Override
		public void close() {
			this.timeline.close();
		}

	}

}
