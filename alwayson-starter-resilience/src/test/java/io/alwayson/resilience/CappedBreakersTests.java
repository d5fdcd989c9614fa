package io.alwayson.resilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

import io.alwayson.resilience.CircuitBreaker.Permit;
import io.alwayson.resilience.CircuitBreaker.State;
import io.alwayson.workload.Workload;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CappedBreakers}.
 */
class CappedBreakersTests {

	private final Map<String, Engine> engines = new HashMap<>();

	private final List<String> told = new ArrayList<>();

	@Test
	void dependencyThatIsInNoGroupIsLeftToItsEngine() {
		CappedBreakers breakers = breakers(2);
		assertThat(
				breakers.create(Objects.requireNonNull(workload(2).dependencies().get("alone")), (state, openFor) -> {
				}))
			.isInstanceOf(Engine.class);
	}

	@Test
	void halfOfTheMembersRefuseAtMost() {
		List<CircuitBreaker> members = members(4);
		for (int member = 1; member <= 4; member++) {
			engine(member).move(State.OPEN);
		}
		assertThat(members).extracting(CircuitBreaker::tryAcquire)
			.containsExactly(Permit.REFUSED, Permit.REFUSED, Permit.UNCOUNTED, Permit.UNCOUNTED);
		assertThat(members).extracting(CircuitBreaker::state).containsOnly(State.OPEN);
	}

	@Test
	void ofTwoMembersOneRefusesAndOfOneNone() {
		List<CircuitBreaker> two = members(2);
		engine(1).move(State.OPEN);
		engine(2).move(State.OPEN);
		assertThat(two).extracting(CircuitBreaker::tryAcquire).containsExactly(Permit.REFUSED, Permit.UNCOUNTED);
		List<CircuitBreaker> one = members(1);
		engine(1).move(State.OPEN);
		assertThat(one.get(0).tryAcquire()).isEqualTo(Permit.UNCOUNTED);
	}

	@Test
	void placeIsFreeAgainWhenAMemberCloses() {
		List<CircuitBreaker> members = members(2);
		engine(1).move(State.OPEN);
		engine(2).move(State.OPEN);
		engine(1).move(State.HALF_OPEN);
		assertThat(members.get(1).tryAcquire()).as("half-open still holds it").isEqualTo(Permit.UNCOUNTED);
		engine(1).move(State.CLOSED);
		// It refuses from the next time it opens.
		engine(2).move(State.HALF_OPEN);
		engine(2).move(State.OPEN);
		assertThat(members.get(1).tryAcquire()).isEqualTo(Permit.REFUSED);
		assertThat(members.get(0).tryAcquire()).isEqualTo(Permit.GRANTED);
	}

	@Test
	void listenerHearsOfEveryChange() {
		members(2);
		engine(1).move(State.OPEN);
		engine(2).move(State.OPEN);
		engine(2).move(State.CLOSED);
		assertThat(this.told).containsExactly("member-1 OPEN", "member-2 OPEN", "member-2 CLOSED");
	}

	@Test
	void memberThatIsForcedOpenRefusesBeyondTheCap() {
		List<CircuitBreaker> members = members(2);
		members.forEach(CircuitBreaker::forceOpen);
		assertThat(members).extracting(CircuitBreaker::tryAcquire).containsOnly(Permit.REFUSED);
		assertThat(this.told).containsExactly("member-1 OPEN", "member-2 OPEN");
		members.forEach(CircuitBreaker::automatic);
		assertThat(members).extracting(CircuitBreaker::tryAcquire).containsOnly(Permit.GRANTED);
		engine(1).move(State.OPEN);
		engine(2).move(State.OPEN);
		assertThat(members).extracting(CircuitBreaker::tryAcquire)
			.as("the cap holds again")
			.containsExactly(Permit.REFUSED, Permit.UNCOUNTED);
	}

	@RepeatedTest(20)
	void whateverHappensAtMostHalfRefuse(RepetitionInfo repetition) {
		Random random = new Random(repetition.getCurrentRepetition());
		int size = 1 + random.nextInt(7);
		List<CircuitBreaker> members = members(size);
		for (int step = 0; step < 500; step++) {
			engine(1 + random.nextInt(size)).move(State.values()[random.nextInt(3)]);
			long refusing = members.stream().filter((member) -> member.tryAcquire() == Permit.REFUSED).count();
			assertThat(refusing).isLessThanOrEqualTo(size / 2);
		}
		for (int member = 1; member <= size; member++) {
			engine(member).move(State.CLOSED);
		}
		for (int member = 1; member <= size; member++) {
			engine(member).move(State.OPEN);
		}
		assertThat(members.stream().filter((member) -> member.tryAcquire() == Permit.REFUSED)).as("no place is lost")
			.hasSize(size / 2);
	}

	private Engine engine(int member) {
		return Objects.requireNonNull(this.engines.get("member-" + member));
	}

	private List<CircuitBreaker> members(int size) {
		CappedBreakers breakers = breakers(size);
		List<CircuitBreaker> members = new ArrayList<>();
		for (int member = 1; member <= size; member++) {
			String name = "member-" + member;
			members.add(breakers.create(Objects.requireNonNull(workload(size).dependencies().get(name)),
					(state, openFor) -> this.told.add(name + " " + state)));
		}
		return members;
	}

	private CappedBreakers breakers(int size) {
		return new CappedBreakers(workload(size), (dependency, listener) -> {
			Engine engine = new Engine(listener);
			this.engines.put(dependency.name(), engine);
			return engine;
		});
	}

	private static Workload workload(int size) {
		List<String> declaration = new ArrayList<>(
				List.of("dependencies.alone.type=custom", "dependencies.alone.failure-scope=global"));
		StringBuilder names = new StringBuilder();
		for (int member = 1; member <= size; member++) {
			declaration.add("dependencies.member-" + member + ".type=custom");
			declaration.add("dependencies.member-" + member + ".failure-scope=global");
			names.append((member > 1) ? "," : "").append("member-").append(member);
		}
		declaration.add("groups.prices.members=" + names);
		return Declaration.of(declaration.toArray(String[]::new));
	}

	/** Moves as it is told. */
	private static final class Engine implements CircuitBreaker {

		private final Listener listener;

		private State state = State.CLOSED;

		Engine(Listener listener) {
			this.listener = listener;
		}

		void move(State next) {
			if (next != this.state) {
				this.state = next;
				this.listener.onChange(next, Duration.ZERO);
			}
		}

		@Override
		public Permit tryAcquire() {
			return (this.state == State.OPEN) ? Permit.REFUSED : Permit.GRANTED;
		}

		@Override
		public void onSuccess(long durationNanos) {
		}

		@Override
		public void onFailure(long durationNanos) {
		}

		@Override
		public void release() {
		}

		@Override
		public State state() {
			return this.state;
		}

		@Override
		public void forceOpen() {
			move(State.OPEN);
		}

		@Override
		public void forceClosed() {
			move(State.CLOSED);
		}

		@Override
		public void automatic() {
			move(State.CLOSED);
		}

	}

}
