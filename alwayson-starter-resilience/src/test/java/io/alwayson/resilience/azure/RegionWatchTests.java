package io.alwayson.resilience.azure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which regions reads leave out.
 */
class RegionWatchTests {

	private static final String WEST = "west";

	private static final String NORTH = "north";

	private long now;

	private final List<String> changes = new ArrayList<>();

	private final RegionWatch watch = new RegionWatch(() -> this.now,
			(region, leftOut) -> this.changes.add(region + (leftOut ? " out" : " in")));

	@Test
	void aRegionThatLosesTwentyReadsInTenSecondsIsLeftOut() {
		lose(WEST, NORTH, 19, Duration.ofMillis(500));
		assertThat(this.watch.leftOut()).isEmpty();
		lose(WEST, NORTH, 1, Duration.ZERO);
		assertThat(this.watch.leftOut()).containsExactly(WEST);
		assertThat(this.changes).containsExactly("west out");
	}

	@Test
	void aRegionThatLosesThemMoreSlowlyIsNot() {
		lose(WEST, NORTH, 200, Duration.ofMillis(600));
		assertThat(this.watch.leftOut()).isEmpty();
	}

	@Test
	void aRegionThatAnswersNearlyAllIsNotLeftOutHoweverManyReadsThereAre() {
		for (int read = 0; read < 10_000; read++) {
			if (read % 10 == 0) {
				this.watch.lost(WEST, NORTH);
			}
			else {
				this.watch.answered(WEST, false);
			}
			pass(Duration.ofMillis(1));
		}
		assertThat(this.watch.leftOut()).isEmpty();
		lose(WEST, NORTH, 20, Duration.ZERO);
		assertThat(this.watch.leftOut()).containsExactly(WEST);
	}

	@Test
	void withoutAnotherThatAnswersNoneIsLeftOut() {
		lose(WEST, null, 100, Duration.ofMillis(10));
		assertThat(this.watch.leftOut()).isEmpty();
		lose(WEST, NORTH, 1, Duration.ZERO);
		assertThat(this.watch.leftOut()).containsExactly(WEST);
	}

	@Test
	void whereHedgesCannotBePaidForAnyMoreTheLastWinnerCounts() {
		lose(WEST, NORTH, 1, Duration.ZERO);
		lose(WEST, null, 18, Duration.ofMillis(100));
		assertThat(this.watch.leftOut()).isEmpty();
		lose(WEST, null, 1, Duration.ZERO);
		assertThat(this.watch.leftOut()).containsExactly(WEST);
	}

	@Test
	void aWinnerOfLongAgoDoesNot() {
		lose(WEST, NORTH, 1, Duration.ofSeconds(11));
		lose(WEST, null, 100, Duration.ofMillis(10));
		assertThat(this.watch.leftOut()).isEmpty();
	}

	@Test
	void theLastRegionIsNeverLeftOut() {
		lose(WEST, NORTH, 20, Duration.ZERO);
		lose(NORTH, WEST, 100, Duration.ZERO);
		assertThat(this.watch.leftOut()).containsExactly(WEST);
		lose(NORTH, "east", 1, Duration.ZERO);
		assertThat(this.watch.leftOut()).containsExactly(WEST, NORTH);
	}

	@Test
	void oneReadASecondIsTriedThere() {
		lose(WEST, NORTH, 20, Duration.ZERO);
		assertThat(this.watch.takesTrial()).isFalse();
		pass(Duration.ofSeconds(1));
		assertThat(this.watch.takesTrial()).isTrue();
		assertThat(this.watch.takesTrial()).isFalse();
		pass(Duration.ofMillis(999));
		assertThat(this.watch.takesTrial()).isFalse();
		pass(Duration.ofMillis(1));
		assertThat(this.watch.takesTrial()).isTrue();
	}

	@Test
	void whereNothingAnswersTheNextReadIsTriedThere() {
		lose(WEST, NORTH, 20, Duration.ZERO);
		this.watch.lost(NORTH, null);
		assertThat(this.watch.takesTrial()).isTrue();
	}

	@Test
	void threeAnsweredTrialsInARowBringItBack() {
		lose(WEST, NORTH, 20, Duration.ZERO);
		this.watch.answered(WEST, true);
		this.watch.answered(WEST, true);
		this.watch.lost(WEST, NORTH);
		this.watch.answered(WEST, true);
		this.watch.answered(WEST, true);
		assertThat(this.watch.leftOut()).containsExactly(WEST);
		this.watch.answered(WEST, true);
		assertThat(this.watch.leftOut()).isEmpty();
		assertThat(this.changes).containsExactly("west out", "west in");
		lose(WEST, NORTH, 19, Duration.ZERO);
		assertThat(this.watch.leftOut()).isEmpty();
	}

	@Test
	void whatBeganBeforeItWasLeftOutIsNoTrial() {
		lose(WEST, NORTH, 20, Duration.ZERO);
		for (int read = 0; read < 10; read++) {
			this.watch.answered(WEST, false);
		}
		assertThat(this.watch.leftOut()).containsExactly(WEST);
	}

	private void lose(String region, String winner, int times, Duration every) {
		for (int read = 0; read < times; read++) {
			this.watch.lost(region, winner);
			pass(every);
		}
	}

	private void pass(Duration time) {
		this.now += time.toNanos();
	}

}
