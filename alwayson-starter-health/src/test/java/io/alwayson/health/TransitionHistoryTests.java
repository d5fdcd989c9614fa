package io.alwayson.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TransitionHistory}.
 */
class TransitionHistoryTests {

	private final TransitionHistory history = new TransitionHistory();

	@Test
	void theNewestComesFirst() {
		this.history.onTransition(transition(1));
		this.history.onTransition(transition(2));
		assertThat(this.history.latest()).containsExactly(transition(2), transition(1));
	}

	@Test
	void fiftyAreKept() {
		for (int i = 1; i <= 120; i++) {
			this.history.onTransition(transition(i));
		}
		assertThat(this.history.latest()).hasSize(50).startsWith(transition(120)).endsWith(transition(71));
	}

	@Test
	void movesOfTheKillSwitchAreAmongThemInOrder() {
		for (int i = 1; i <= 49; i++) {
			this.history.onTransition(transition(i));
		}
		this.history.onSwitch(move(50, null));
		this.history.onTransition(transition(51));
		assertThat(this.history.latest()).hasSize(50)
			.startsWith(transition(51), move(50, null), transition(49))
			.endsWith(transition(2));
	}

	@Test
	void aStoreThatComesAndGoesPushesNothingOut() {
		this.history.onTransition(transition(1));
		SwitchState answered = new SwitchState("file", SwitchPosition.IN, null, Duration.ZERO, null);
		SwitchState silent = new SwitchState("file", SwitchPosition.IN, null, Duration.ZERO, "TIMEOUT");
		for (int i = 0; i < 60; i++) {
			this.history.onSwitch(new SwitchTransition(answered, silent, Instant.ofEpochSecond(i)));
			this.history.onSwitch(new SwitchTransition(silent, answered, Instant.ofEpochSecond(i)));
		}
		this.history.onSwitch(move(61, "TIMEOUT"));
		assertThat(this.history.latest()).containsExactly(move(61, "TIMEOUT"), transition(1));
	}

	private static SwitchTransition move(int second, @Nullable String errorBefore) {
		return new SwitchTransition(new SwitchState("file", SwitchPosition.IN, null, Duration.ZERO, errorBefore),
				new SwitchState("file", SwitchPosition.OUT, null, Duration.ZERO, null), Instant.ofEpochSecond(second));
	}

	@Test
	void whatWasReadDoesNotChange() {
		this.history.onTransition(transition(1));
		List<Transition> read = this.history.latest();
		this.history.onTransition(transition(2));
		assertThat(read).containsExactly(transition(1));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(read::clear);
	}

	private static StampTransition transition(int second) {
		NodeHealth node = new NodeHealth(NodeHealth.Kind.FLOW, "list", HealthState.UNHEALTHY, Routing.REFUSE, "db");
		return new StampTransition(HealthState.HEALTHY, node, Instant.ofEpochSecond(second));
	}

}
