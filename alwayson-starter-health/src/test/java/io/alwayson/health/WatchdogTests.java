package io.alwayson.health;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Watchdog}, in virtual time.
 */
@ExtendWith(OutputCaptureExtension.class)
class WatchdogTests {

	private static final Duration MAX_AGE = Duration.ofSeconds(33);

	private final VirtualTimeline timeline = new VirtualTimeline();

	private final PublishedHealth published = new PublishedHealth("eu-1", this.timeline::instant,
			this.timeline::nanoTime);

	private final Watchdog watchdog = new Watchdog(this.published, this.timeline::nanoTime);

	@Test
	void soundBeforeTheMonitorStartsAndAfterItStopped() {
		assertThat(this.watchdog.isSound()).isTrue();
		this.watchdog.start(MAX_AGE, () -> new StackTraceElement[0]);
		this.timeline.passSilently(Duration.ofHours(1));
		assertThat(this.watchdog.isSound()).isFalse();
		this.watchdog.stop();
		assertThat(this.watchdog.isSound()).isTrue();
	}

	@Test
	void monitorThatIsSilentForMaxAgeIsReportedOnceWithWhereItStands(CapturedOutput output) {
		Watchdog.Watch watch = start();
		silence(watch, 33);
		assertThat(output).doesNotContain("Health monitor silent");
		silence(watch, 30);
		assertThat(output).containsOnlyOnce("Health monitor silent for PT34S: its verdict is outdated")
			.contains("at com.example.Appender.hang(Appender.java:7)");
		assertThat(this.watchdog.isSound()).isTrue();
	}

	@Test
	void monitorThatStaysSilentForAnotherMaxAgeEndsTheProcessThroughLiveness(CapturedOutput output) {
		Watchdog.Watch watch = start();
		silence(watch, 66);
		assertThat(this.watchdog.isSound()).isTrue();
		silence(watch, 1);
		assertThat(this.watchdog.isSound()).isFalse();
		silence(watch, 100);
		assertThat(output).containsOnlyOnce("liveness fails");
	}

	@Test
	void monitorThatNeverPublishesAtAllEndsTheProcessToo() {
		Watchdog.Watch watch = this.watchdog.start(MAX_AGE, () -> new StackTraceElement[0]);
		silence(watch, 67);
		assertThat(this.published.verdict().routingReason()).isEqualTo(RoutingReason.STARTING);
		assertThat(this.watchdog.isSound()).isFalse();
	}

	@Test
	void monitorThatComesBackIsSoundAtOnce(CapturedOutput output) {
		Watchdog.Watch watch = start();
		silence(watch, 70);
		publish();
		silence(watch, 1);
		assertThat(this.watchdog.isSound()).isTrue();
		assertThat(output).containsOnlyOnce("publishes again");
	}

	@Test
	void watchdogThatCannotTickEndsTheProcess() {
		start();
		this.timeline.passSilently(MAX_AGE);
		publish();
		assertThat(this.watchdog.isSound()).isTrue();
		this.timeline.passSilently(Duration.ofNanos(1));
		publish();
		assertThat(this.watchdog.isSound()).isFalse();
	}

	@Test
	void processThatWasPausedAsAWholeIsSoundWithTheNextTick() {
		Watchdog.Watch watch = start();
		this.timeline.passSilently(Duration.ofHours(1));
		watch.tick();
		assertThat(this.watchdog.isSound()).isTrue();
	}

	private Watchdog.Watch start() {
		publish();
		return this.watchdog.start(MAX_AGE, () -> new StackTraceElement[] {
				new StackTraceElement("com.example.Appender", "hang", "Appender.java", 7) });
	}

	private void publish() {
		this.published.publish(StampHealth.starting("eu-1", this.timeline.instant()), MAX_AGE);
	}

	private void silence(Watchdog.Watch watch, int seconds) {
		for (int i = 0; i < seconds; i++) {
			this.timeline.passSilently(Watchdog.TICK);
			watch.tick();
		}
	}

}
