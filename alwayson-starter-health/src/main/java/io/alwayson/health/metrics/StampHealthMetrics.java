package io.alwayson.health.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.alwayson.health.CheckResult;
import io.alwayson.health.HealthState;
import io.alwayson.health.NodeHealth;
import io.alwayson.health.PublishedHealth;
import io.alwayson.health.Routing;
import io.alwayson.health.StampHealth;
import io.alwayson.health.StampHealthListener;
import io.alwayson.health.StampTransition;
import io.alwayson.health.SwitchState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of the verdict. Their names are a contract.
 */
public final class StampHealthMetrics implements MeterBinder, StampHealthListener {

	/** Gauge by node and kind: 0 healthy, 1 degraded, 2 unhealthy, 3 unknown. */
	public static final String STATE = "alwayson.health.state";

	/**
	 * Gauge by node and kind, of the stamp and its flows: 0 accept, 1 refuse. The stamp's
	 * is what {@code /health/stamp} answers at the moment of reading, whatever the reason
	 * and also where nobody publishes any more; a flow's is what its evidence says.
	 */
	public static final String ROUTING = "alwayson.health.routing";

	/**
	 * Gauge by node and kind, of the stamp and its flows: 1 - 0.25 yellow - 0.5 red, for
	 * queries that were written for the reference's score. Yellow is 1 where something is
	 * DEGRADED or unknown, red where the node is UNHEALTHY: so 1, 0.75, 0.5, or 0.25 for
	 * a stamp that is unhealthy while another of its flows is degraded. Nothing decides
	 * by it.
	 */
	public static final String SCORE = "alwayson.health.score";

	/** Timer by node and status: the runs of checks. */
	public static final String CHECK_DURATION = "alwayson.health.check.duration";

	/** Counter by node, kind and state: changes to that state. */
	public static final String TRANSITIONS = "alwayson.health.transitions";

	/** Counter by node: runs of checks that calls of the application have spared. */
	public static final String CHECK_SPARED = "alwayson.health.check.spared";

	/**
	 * Gauge by node and kind, in seconds: the age of a dependency's last result that said
	 * something, of the kill switch's last answer, and of the stamp's verdict; since the
	 * start before the first. Grows where nobody writes any more.
	 */
	public static final String AGE = "alwayson.health.age";

	/** Gauge by store: 0 in, 1 out, 2 maintenance. Only where there is a kill switch. */
	public static final String SWITCH = "alwayson.health.switch";

	private final PublishedHealth published;

	private final LongSupplier nanoTime;

	private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

	private final Map<Tags, AtomicInteger> states = new ConcurrentHashMap<>();

	private final Map<Tags, AtomicInteger> routings = new ConcurrentHashMap<>();

	/** In hundredths. */
	private final Map<Tags, AtomicInteger> scores = new ConcurrentHashMap<>();

	private final Map<Tags, AtomicInteger> switches = new ConcurrentHashMap<>();

	/** Names of what has a check. */
	private final Set<String> checked = ConcurrentHashMap.newKeySet();

	private final Map<Tags, AtomicLong> times = new ConcurrentHashMap<>();

	/**
	 * Creates the meters.
	 * @param published what the stamp's routing is read from
	 * @param nanoTime tells time that only moves forward, as {@link System#nanoTime()}
	 */
	public StampHealthMetrics(PublishedHealth published, LongSupplier nanoTime) {
		this.published = published;
		this.nanoTime = nanoTime;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.registries.add(registry);
		routing(registry, this.published);
		this.routings.forEach((tags, routing) -> routing(registry, tags, routing));
		this.states.forEach((tags, state) -> {
			gauge(registry, tags, state);
			transitions(registry, tags);
		});
		this.scores.forEach((tags, score) -> score(registry, tags, score));
		this.switches.forEach((tags, position) -> killSwitch(registry, tags, position));
		this.checked.forEach((node) -> CheckMeters.register(registry, node));
		this.times.forEach((tags, time) -> age(registry, tags, time));
	}

	@Override
	public void onVerdict(StampHealth verdict) {
		state(NodeHealth.Kind.STAMP, verdict.stamp(), verdict.status());
		renew(NodeHealth.Kind.STAMP, verdict.stamp());
		verdict.flows().forEach((flow) -> {
			state(flow.kind(), flow.name(), flow.state());
			routing(flow.kind(), flow.name(), flow.routing());
			score(flow.kind(), flow.name(), isYellow(flow.state()), isRed(flow.state()));
		});
		boolean yellow = isYellow(verdict.status())
				|| isRed(verdict.status()) && verdict.flows().stream().anyMatch((flow) -> isYellow(flow.state()));
		score(NodeHealth.Kind.STAMP, verdict.stamp(), yellow, isRed(verdict.status()));
		verdict.groups().forEach((group) -> state(group.kind(), group.name(), group.state()));
		verdict.checks().forEach((check) -> {
			state(NodeHealth.Kind.DEPENDENCY, check.component(), check.status());
			if (check.cost() != null && this.checked.add(check.component())) {
				this.registries.forEach((registry) -> CheckMeters.register(registry, check.component()));
				time(tagsOf(NodeHealth.Kind.DEPENDENCY, check.component()), this.nanoTime.getAsLong());
			}
		});
		if (verdict.killSwitch() != null) {
			killSwitch(verdict.killSwitch());
		}
	}

	@Override
	public void onCheck(String component, CheckResult result) {
		this.registries
			.forEach((registry) -> CheckMeters.runs(registry, component, result.status()).record(result.duration()));
		if (result.status() != CheckResult.Status.INCONCLUSIVE) {
			renew(NodeHealth.Kind.DEPENDENCY, component);
		}
	}

	@Override
	public void onSpared(String component, Duration age) {
		renew(tagsOf(NodeHealth.Kind.DEPENDENCY, component), this.nanoTime.getAsLong() - age.toNanos());
		this.registries.forEach((registry) -> CheckMeters.spared(registry, component).increment());
	}

	@Override
	public void onTransition(StampTransition transition) {
		NodeHealth node = transition.node();
		if (transition.from() != node.state()) {
			Tags tags = tagsOf(node.kind(), node.name());
			this.registries.forEach((registry) -> transitions(registry, tags, node.state()).increment());
		}
	}

	private void state(NodeHealth.Kind kind, String name, HealthState state) {
		this.states.computeIfAbsent(tagsOf(kind, name), (tags) -> {
			AtomicInteger value = new AtomicInteger(state.code());
			this.registries.forEach((registry) -> gauge(registry, tags, value));
			this.registries.forEach((registry) -> transitions(registry, tags));
			return value;
		}).set(state.code());
	}

	private void routing(NodeHealth.Kind kind, String name, Routing routing) {
		this.routings.computeIfAbsent(tagsOf(kind, name), (tags) -> {
			AtomicInteger value = new AtomicInteger(routing.code());
			this.registries.forEach((registry) -> routing(registry, tags, value));
			return value;
		}).set(routing.code());
	}

	private static void routing(MeterRegistry registry, Tags tags, AtomicInteger routing) {
		routing(Gauge.builder(ROUTING, routing, AtomicInteger::get), registry, tags);
	}

	/**
	 * Computed when it is read: a stamp that has gone silent refuses without a writer.
	 */
	private static void routing(MeterRegistry registry, PublishedHealth published) {
		routing(Gauge.builder(ROUTING, published, (latest) -> latest.verdict().routing().code()), registry,
				tagsOf(NodeHealth.Kind.STAMP, published.verdict().stamp()));
	}

	private static void routing(Gauge.Builder<?> gauge, MeterRegistry registry, Tags tags) {
		gauge.description("0 accept, 1 refuse").tags(tags).register(registry);
	}

	private void score(NodeHealth.Kind kind, String name, boolean yellow, boolean red) {
		int value = 100 - (yellow ? 25 : 0) - (red ? 50 : 0);
		this.scores.computeIfAbsent(tagsOf(kind, name), (tags) -> {
			AtomicInteger score = new AtomicInteger(value);
			this.registries.forEach((registry) -> score(registry, tags, score));
			return score;
		}).set(value);
	}

	private static void score(MeterRegistry registry, Tags tags, AtomicInteger score) {
		Gauge.builder(SCORE, score, (hundredths) -> hundredths.get() / 100.0)
			.description("1 - 0.25 yellow - 0.5 red")
			.tags(tags)
			.register(registry);
	}

	private static boolean isYellow(HealthState state) {
		return state == HealthState.DEGRADED || state == HealthState.UNKNOWN;
	}

	private static boolean isRed(HealthState state) {
		return state == HealthState.UNHEALTHY;
	}

	/** All of a node at once: a counter that begins with 1 has no increase to be seen. */
	private static void transitions(MeterRegistry registry, Tags tags) {
		for (HealthState state : HealthState.values()) {
			transitions(registry, tags, state);
		}
	}

	private static Counter transitions(MeterRegistry registry, Tags tags, HealthState state) {
		return registry.counter(TRANSITIONS, tags.and("state", lower(state)));
	}

	private static void gauge(MeterRegistry registry, Tags tags, AtomicInteger state) {
		Gauge.builder(STATE, state, AtomicInteger::get)
			.description("0 healthy, 1 degraded, 2 unhealthy, 3 unknown")
			.tags(tags)
			.register(registry);
	}

	private void killSwitch(SwitchState state) {
		int code = state.position().code();
		this.switches.computeIfAbsent(Tags.of("store", state.store()), (tags) -> {
			AtomicInteger value = new AtomicInteger(code);
			this.registries.forEach((registry) -> killSwitch(registry, tags, value));
			return value;
		}).set(code);
		renew(Tags.of("kind", "switch", "node", state.store()), this.nanoTime.getAsLong() - state.age().toNanos());
	}

	private static void killSwitch(MeterRegistry registry, Tags tags, AtomicInteger position) {
		Gauge.builder(SWITCH, position, AtomicInteger::get)
			.description("0 in, 1 out, 2 maintenance")
			.tags(tags)
			.register(registry);
	}

	private void renew(NodeHealth.Kind kind, String name) {
		renew(tagsOf(kind, name), this.nanoTime.getAsLong());
	}

	private void renew(Tags node, long at) {
		time(node, at).set(at);
	}

	/** The age of the node, which counts from the given time if it is new. */
	private AtomicLong time(Tags node, long at) {
		return this.times.computeIfAbsent(node, (tags) -> {
			AtomicLong time = new AtomicLong(at);
			this.registries.forEach((registry) -> age(registry, tags, time));
			return time;
		});
	}

	private void age(MeterRegistry registry, Tags tags, AtomicLong time) {
		TimeGauge
			.builder(AGE, time, TimeUnit.NANOSECONDS, (renewed) -> (double) (this.nanoTime.getAsLong() - renewed.get()))
			.description("Since the last conclusive check, the last answer of the kill switch, the last verdict")
			.tags(tags)
			.register(registry);
	}

	private static Tags tagsOf(NodeHealth.Kind kind, String name) {
		return Tags.of("kind", lower(kind), "node", name);
	}

	private static String lower(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

}
