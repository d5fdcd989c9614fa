package io.alwayson.resilience.inbound;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.alwayson.resilience.engine.GradientLoadLimit;
import io.alwayson.resilience.inbound.InboundDoor.Admission;
import io.alwayson.resilience.inbound.InboundListener.Decision;
import io.alwayson.workload.Criticality;
import io.alwayson.workload.Inbound.Limit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InboundDoor}.
 */
class InboundDoorTests {

	private final List<String> heard = new ArrayList<>();

	private final FixedLimit limit = new FixedLimit(10);

	private final AtomicLong now = new AtomicLong();

	@ParameterizedTest
	@CsvSource({ "HIGH,10", "MEDIUM,8", "LOW,6" })
	void whatMattersLessHasLessRoom(Criticality criticality, int room) {
		InboundDoor door = door(Limit.ENFORCE);
		for (int request = 0; request < room; request++) {
			assertThat(door.admit(criticality)).isNotNull();
		}
		assertThat(door.admit(criticality)).isNull();
		assertThat(door.inFlight()).isEqualTo(room);
		assertThat(this.heard).endsWith(criticality + " SHED");
	}

	@Test
	void whatMattersMostFindsRoomWhereTheRestIsFull() {
		InboundDoor door = door(Limit.ENFORCE);
		while (door.admit(Criticality.LOW) != null) {
			// Until there is no more room for it.
		}
		assertThat(door.admit(Criticality.MEDIUM)).isNotNull();
		assertThat(door.admit(Criticality.HIGH)).isNotNull();
	}

	@Test
	void observingRefusesNobodyAndCountsWhomItWould() {
		InboundDoor door = door(Limit.OBSERVE);
		for (int request = 0; request < 12; request++) {
			assertThat(door.admit(Criticality.HIGH)).isNotNull();
		}
		assertThat(Collections.frequency(this.heard, "HIGH ADMITTED")).isEqualTo(10);
		assertThat(Collections.frequency(this.heard, "HIGH OBSERVED")).isEqualTo(2);
		assertThat(door.inFlight()).isEqualTo(12);
	}

	@Test
	void offIsOff() {
		InboundDoor door = door(Limit.OFF);
		for (int request = 0; request < 100; request++) {
			Objects.requireNonNull(door.admit(Criticality.LOW)).end(true);
		}
		assertThat(door.inFlight()).isZero();
		assertThat(this.limit.answers).hasValue(0);
	}

	@Test
	void endCountsOnceAndTeachesOnlyWhatItCan() {
		InboundDoor door = door(Limit.ENFORCE);
		Admission first = Objects.requireNonNull(door.admit(Criticality.HIGH));
		Admission second = Objects.requireNonNull(door.admit(Criticality.HIGH));
		first.end(true);
		first.end(true);
		second.end(false);
		assertThat(door.inFlight()).isZero();
		assertThat(this.limit.answers).hasValue(1);
	}

	@Test
	void requestThatTurnsOutToMatterLessIsJudgedAgain() {
		InboundDoor door = door(Limit.ENFORCE);
		List<Admission> admitted = new ArrayList<>();
		for (int request = 0; request < 7; request++) {
			admitted.add(Objects.requireNonNull(door.admit(Criticality.HIGH)));
		}
		assertThat(admitted.get(6).holdsFor(Criticality.HIGH)).isTrue();
		assertThat(admitted.get(6).holdsFor(Criticality.MEDIUM)).isTrue();
		assertThat(admitted.get(6).holdsFor(Criticality.LOW)).isFalse();
		admitted.get(0).end(true);
		assertThat(admitted.get(6).holdsFor(Criticality.LOW)).isTrue();
	}

	@Test
	void requestThatTurnsOutToMatterLessIsCountedWhereNobodyIsRefused() {
		InboundDoor door = door(Limit.OBSERVE);
		Admission last = null;
		for (int request = 0; request < 7; request++) {
			last = Objects.requireNonNull(door.admit(Criticality.HIGH));
		}
		assertThat(Objects.requireNonNull(last).holdsFor(Criticality.LOW)).isTrue();
		assertThat(this.heard).endsWith("LOW OBSERVED");
	}

	@Test
	void listenerThatThrowsDoesNotTouchTheRequest() {
		InboundDoor door = new InboundDoor(Limit.ENFORCE, this.limit, this.now::get,
				List.of((criticality, decision) -> {
					throw new IllegalStateException();
				}));
		assertThat(door.admit(Criticality.HIGH)).isNotNull();
	}

	/**
	 * Twice as many requests as can be answered, in virtual time: eight at a time, twenty
	 * milliseconds each. One in five is of high criticality, two are of medium, two of
	 * low.
	 */
	@ParameterizedTest
	@EnumSource
	void overloadCostsWhatMattersLeast(Work work) {
		Simulation overload = new Simulation(work, 2);
		overload.run();
		assertThat(overload.goodput()).isGreaterThan(0.9);
		assertThat(overload.success(Criticality.HIGH)).isGreaterThan(0.99);
		assertThat(overload.success(Criticality.LOW)).isLessThan(overload.success(Criticality.MEDIUM));
		assertThat(overload.slowest()).isLessThan(0.25);
	}

	@ParameterizedTest
	@EnumSource
	void loadThatCanBeAnsweredIsAnswered(Work work) {
		Simulation load = new Simulation(work, 0.7);
		load.run();
		assertThat(load.success(Criticality.HIGH)).isGreaterThan(0.999);
		assertThat(load.success(Criticality.MEDIUM)).isGreaterThan(0.999);
		assertThat(load.success(Criticality.LOW)).isGreaterThan(0.99);
	}

	private InboundDoor door(Limit mode) {
		InboundListener listener = (criticality, decision) -> this.heard.add(criticality + " " + decision);
		return new InboundDoor(mode, this.limit, this.now::get, List.of(listener));
	}

	/** What a request takes, in seconds; twenty milliseconds on average. */
	enum Work {

		ALIKE {

			@Override
			double next(Random random) {
				return 0.02;
			}

		},

		RANDOM {

			@Override
			double next(Random random) {
				return -Math.log(1 - random.nextDouble()) * 0.02;
			}

		},

		QUICK_AND_SLOW {

			@Override
			double next(Random random) {
				return (random.nextDouble() < 0.8) ? 0.005 : 0.08;
			}

		};

		abstract double next(Random random);

	}

	/** A limit that stays where it is. */
	private static final class FixedLimit implements LoadLimit {

		private final int limit;

		private final AtomicInteger answers = new AtomicInteger();

		FixedLimit(int limit) {
			this.limit = limit;
		}

		@Override
		public int limit() {
			return this.limit;
		}

		@Override
		public void onAnswer(long startedAt, long durationNanos, int inFlight) {
			this.answers.incrementAndGet();
		}

	}

	/**
	 * A minute of half load, then one and a half of another, of which the last is looked
	 * at.
	 */
	private static final class Simulation {

		private static final int SERVERS = 8;

		private static final double CAPACITY = SERVERS / 0.02;

		private static final double LOOKED_AT_FROM = 90;

		private static final double END = 150;

		private final Random random = new Random(1);

		private final Work work;

		private final double load;

		private final AtomicLong now = new AtomicLong();

		private final InboundDoor door = new InboundDoor(Limit.ENFORCE, new GradientLoadLimit(), this.now::get,
				List.of());

		private final Deque<Request> queue = new ArrayDeque<>();

		private final PriorityQueue<Request> working = new PriorityQueue<>(
				Comparator.comparingDouble((request) -> request.doneAt));

		private final Map<Criticality, int[]> offeredAndAnswered = new EnumMap<>(Criticality.class);

		private final List<Double> latencies = new ArrayList<>();

		Simulation(Work work, double load) {
			this.work = work;
			this.load = load;
			for (Criticality criticality : Criticality.values()) {
				this.offeredAndAnswered.put(criticality, new int[2]);
			}
		}

		void run() {
			double next = 0;
			while (next < END) {
				if (this.working.isEmpty() || next <= this.working.peek().doneAt) {
					arrive(next);
					next -= Math.log(1 - this.random.nextDouble()) / (((next < 60) ? 0.5 : this.load) * CAPACITY);
				}
				else {
					finish(Objects.requireNonNull(this.working.poll()));
				}
			}
		}

		private void arrive(double time) {
			this.now.set((long) (time * 1e9));
			double kind = this.random.nextDouble();
			Criticality criticality = (kind < 0.2) ? Criticality.HIGH
					: (kind < 0.6) ? Criticality.MEDIUM : Criticality.LOW;
			double takes = this.work.next(this.random);
			if (time > LOOKED_AT_FROM) {
				count(criticality)[0]++;
			}
			Admission admission = this.door.admit(criticality);
			if (admission != null) {
				start(new Request(time, criticality, takes, admission));
			}
		}

		private void start(@Nullable Request request) {
			if (request == null) {
				return;
			}
			if (this.working.size() < SERVERS) {
				request.doneAt = this.now.get() / 1e9 + request.takes;
				this.working.add(request);
			}
			else {
				this.queue.add(request);
			}
		}

		private void finish(Request request) {
			this.now.set((long) (request.doneAt * 1e9));
			request.admission.end(true);
			double latency = request.doneAt - request.arrivedAt;
			if (request.arrivedAt > LOOKED_AT_FROM && latency < 1) {
				count(request.criticality)[1]++;
				this.latencies.add(latency);
			}
			start(this.queue.poll());
		}

		private int[] count(Criticality criticality) {
			return Objects.requireNonNull(this.offeredAndAnswered.get(criticality));
		}

		double success(Criticality criticality) {
			return (double) count(criticality)[1] / count(criticality)[0];
		}

		/** Answers within a second, of those that are possible. */
		double goodput() {
			return this.latencies.size() / ((END - LOOKED_AT_FROM) * CAPACITY);
		}

		/** The 99th percentile, in seconds. */
		double slowest() {
			Collections.sort(this.latencies);
			return this.latencies.get((int) (this.latencies.size() * 0.99));
		}

	}

	/** One request. */
	private static final class Request {

		private final double arrivedAt;

		private final Criticality criticality;

		private final double takes;

		private final Admission admission;

		private double doneAt;

		Request(double arrivedAt, Criticality criticality, double takes, Admission admission) {
			this.arrivedAt = arrivedAt;
			this.criticality = criticality;
			this.takes = takes;
			this.admission = admission;
		}

	}

}
