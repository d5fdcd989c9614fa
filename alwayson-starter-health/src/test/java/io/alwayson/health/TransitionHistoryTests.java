package io.alwayson.health;

import java.time.Instant;
import java.util.List;

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
	void whatWasReadDoesNotChange() {
		this.history.onTransition(transition(1));
		List<StampTransition> read = this.history.latest();
		this.history.onTransition(transition(2));
		assertThat(read).containsExactly(transition(1));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(read::clear);
	}

	private static StampTransition transition(int second) {
		NodeHealth node = new NodeHealth(NodeHealth.Kind.FLOW, "list", HealthState.UNHEALTHY, Routing.REFUSE, "db");
		return new StampTransition(HealthState.HEALTHY, node, Instant.ofEpochSecond(second));
	}

}
