package io.alwayson.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;

import io.alwayson.workload.Workload;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The monitor between one start and the next stop. Everything below {@link #start()} runs
 * on the timeline.
 */
final class MonitorRun {

	private static final Logger logger = LoggerFactory.getLogger(StampHealthMonitor.class);

	/** Evidence also changes because time passes: results age, signals end. */
	private static final Duration TICK = Duration.ofSeconds(1);

	/** How long a verdict is trusted where no component says so. */
	private static final Duration MAX_AGE = Duration.ofSeconds(33);

	/** A verdict is due with every tick, and one tick may be late. */
	private static final Duration LEAST_MAX_AGE = TICK.multipliedBy(2);

	private final Workload workload;

	private HealthGraph graph;

	private List<GraphNode> nodes;

	private final Duration maxAge;

	private final FlowSignals flowSignals;

	private final DependencySignals dependencySignals;

	private final CallSignals callSignals;

	private final PublishedHealth published;

	private final List<StampHealthListener> listeners;

	private final BooleanSupplier warm;

	private final Timeline timeline;

	private final @Nullable SwitchLane switchLane;

	private final Map<String, CheckLane> lanes = new LinkedHashMap<>();

	private final Map<String, EvidenceDamping> signalDamping = new HashMap<>();

	private final Map<String, NodeHealth> before = new HashMap<>();

	private @Nullable SwitchState switchBefore;

	private boolean firstRoundOver;

	private boolean firstRoundDone;

	private boolean draining;

	MonitorRun(Workload workload, List<Component> components, FlowSignals flowSignals,
			DependencySignals dependencySignals, CallSignals callSignals, PublishedHealth published,
			KillSwitch killSwitch, List<StampHealthListener> listeners, BooleanSupplier warm, Timeline timeline,
			CheckRunner runner, DoubleSupplier random) {
		this.workload = workload;
		this.graph = HealthGraph.of(workload, components);
		this.nodes = this.graph.nodes();
		this.maxAge = maxAge(components);
		this.flowSignals = flowSignals;
		this.dependencySignals = dependencySignals;
		this.callSignals = callSignals;
		this.published = published;
		this.listeners = listeners;
		this.warm = warm;
		this.timeline = timeline;
		this.switchLane = killSwitch.lane(timeline, random);
		for (Component component : components) {
			HealthCheck check = component.check();
			if (check != null) {
				this.lanes.put(component.name(), new CheckLane(component, check, timeline, runner, random, callSignals,
						this::laneChanged, (age) -> tell((listener) -> listener.onSpared(component.name(), age))));
			}
		}
	}

	void start() {
		this.timeline.execute(() -> {
			if (this.switchLane != null) {
				this.switchBefore = this.switchLane.state();
				this.switchLane.start(this::publish);
			}
			this.lanes.values().forEach(CheckLane::turn);
			this.timeline.schedule(this.workload.health().firstRound(), this::endFirstRound);
			tick();
		});
	}

	/** The shortest: evidence that is too old for one dependency hides in no verdict. */
	private static Duration maxAge(List<Component> components) {
		Duration shortest = components.stream()
			.filter((component) -> component.check() != null)
			.map((component) -> component.policy().maxAge())
			.min(Duration::compareTo)
			.orElse(MAX_AGE);
		return (shortest.compareTo(LEAST_MAX_AGE) > 0) ? shortest : LEAST_MAX_AGE;
	}

	/** How long a verdict is trusted. */
	Duration maxAge() {
		return this.maxAge;
	}

	void drain() {
		this.timeline.execute(() -> {
			this.draining = true;
			publish();
		});
	}

	void stop() {
		this.timeline.execute(() -> {
			this.lanes.values().forEach(CheckLane::interrupt);
			if (this.switchLane != null) {
				this.switchLane.interrupt();
			}
			this.timeline.close();
		});
	}

	private void tick() {
		this.timeline.schedule(TICK, this::tick);
		this.flowSignals.tick(this.timeline.nanoTime(), this.timeline.instant());
		this.callSignals.tick(this.timeline.nanoTime(), this.timeline.instant());
		publish();
	}

	private void endFirstRound() {
		this.firstRoundOver = true;
		if (!this.firstRoundDone) {
			this.lanes.values().forEach(CheckLane::decide);
		}
		publish();
	}

	private void laneChanged(CheckLane lane) {
		CheckResult result = lane.result();
		if (result != null) {
			tell((listener) -> listener.onCheck(lane.component().name(), result));
		}
		publish();
	}

	private void publish() {
		this.firstRoundDone = this.firstRoundDone || this.firstRoundOver || isDecided();
		rescope();
		Instant now = this.timeline.instant();
		Map<String, Evidence> evidence = new HashMap<>();
		this.graph.components().keySet().forEach((name) -> evidence.put(name, evidence(name)));
		Judgement judgement = HealthModel.judge(this.graph, evidence, this.flowSignals.evidence());
		SwitchState killSwitch = (this.switchLane != null) ? this.switchLane.state() : null;
		StampHealth judged = healthOf(judgement, evidence, killSwitch, now);
		RoutingReason override = override(killSwitch);
		StampHealth verdict = (override != null) ? judged.refusing(override) : judged;
		this.published.publish(verdict, this.maxAge);
		tell((listener) -> listener.onVerdict(verdict));
		tellSwitch(killSwitch, now);
		tellTransitions(judgement, now);
	}

	private boolean isDecided() {
		return this.lanes.values().stream().allMatch(CheckLane::isDecided) && this.warm.getAsBoolean()
				&& (this.switchLane == null || this.switchLane.isDecided());
	}

	/**
	 * Checks may find how far a failure reaches, where the declaration leaves it open.
	 */
	private void rescope() {
		List<Component> before = List.copyOf(this.graph.components().values());
		List<Component> now = before.stream().map(Component::rescoped).toList();
		if (!now.equals(before)) {
			this.graph = HealthGraph.of(this.workload, now);
			this.nodes = this.graph.nodes();
		}
	}

	private Evidence evidence(String component) {
		CheckLane lane = this.lanes.get(component);
		Evidence checked = (lane != null) ? lane.evidence() : Evidence.UNKNOWN;
		Evidence signalled = this.dependencySignals.evidence(component).or(this.callSignals.evidence(component));
		EvidenceDamping damping = this.signalDamping.computeIfAbsent(component, (name) -> new EvidenceDamping());
		return checked.or(damping.damped(signalled, this.timeline.nanoTime()));
	}

	private StampHealth healthOf(Judgement judgement, Map<String, Evidence> evidence, @Nullable SwitchState killSwitch,
			Instant now) {
		List<StampHealth.Check> checks = new ArrayList<>();
		for (NodeHealth node : judgement.components()) {
			Evidence known = evidence.getOrDefault(node.name(), Evidence.UNKNOWN);
			CheckLane lane = this.lanes.get(node.name());
			checks.add(new StampHealth.Check(node.name(), node.state(), node.routing(), known.reason(), known.since(),
					(lane != null) ? lane.result() : null, (lane != null) ? lane.cost() : null));
		}
		Predicate<String> unhealthy = (
				name) -> evidence.getOrDefault(name, Evidence.UNKNOWN).state() == HealthState.UNHEALTHY;
		NodeHealth stamp = judgement.stamp();
		NodeHealth own = judgement.own();
		return new StampHealth(stamp.name(), stamp.state(), stamp.routing(), null,
				new StampHealth.Own(own.state(), own.routing()), now, isReady(unhealthy), unready(unhealthy),
				judgement.flows(), judgement.groups(), checks, this.nodes, stamp.cause(), killSwitch);
	}

	private boolean isReady(Predicate<String> unhealthy) {
		return this.firstRoundDone && this.workload.health().readiness().stream().noneMatch(unhealthy);
	}

	/** More than what Boot's readiness goes by: its group asks its members itself. */
	private List<String> unready(Predicate<String> unhealthy) {
		return this.graph.components()
			.values()
			.stream()
			.filter((it) -> it.probed() || this.workload.health().readiness().contains(it.name()))
			.map(Component::name)
			.filter(unhealthy)
			.toList();
	}

	/** The operator's word first: it is what an operator can change. */
	private @Nullable RoutingReason override(@Nullable SwitchState killSwitch) {
		if (killSwitch != null && killSwitch.position().refuses()) {
			return RoutingReason.SWITCH;
		}
		if (this.draining) {
			return RoutingReason.DRAIN;
		}
		return this.firstRoundDone ? null : RoutingReason.STARTING;
	}

	private void tellSwitch(@Nullable SwitchState state, Instant now) {
		SwitchState before = this.switchBefore;
		if (before != null && state != null) {
			this.switchBefore = state;
			SwitchTransition transition = new SwitchTransition(before, state, now);
			if (transition.isMoved() || transition.isSilenced() || transition.isAnsweredAgain()) {
				tell((listener) -> listener.onSwitch(transition));
			}
		}
	}

	/** Leaves first: a cause is told before what it causes. */
	private void tellTransitions(Judgement judgement, Instant now) {
		if (!this.firstRoundDone) {
			return;
		}
		judgement.components().forEach((node) -> tellTransition(node, now));
		judgement.groups().forEach((node) -> tellTransition(node, now));
		judgement.flows().forEach((node) -> tellTransition(node, now));
		tellTransition(judgement.stamp(), now);
	}

	private void tellTransition(NodeHealth node, Instant now) {
		NodeHealth last = this.before.put(node.kind() + " " + node.name(), node);
		HealthState from = (last != null) ? last.state() : HealthState.UNKNOWN;
		Routing routing = (last != null) ? last.routing() : Routing.ACCEPT;
		if (from != node.state() || routing != node.routing()) {
			tell((listener) -> listener.onTransition(new StampTransition(from, node, now)));
		}
	}

	private void tell(Consumer<StampHealthListener> message) {
		for (StampHealthListener listener : this.listeners) {
			try {
				message.accept(listener);
			}
			catch (Throwable ex) {
				logger.warn("A stamp health listener failed: {}", listener.getClass().getName(), ex);
			}
		}
	}

}
