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
		this.watchdog.start(this.timeline, MAX_AGE, () -> new StackTraceElement[0]);
		this.timeline.passSilently(Duration.ofHours(1));
		assertThat(this.watchdog.isSound()).isFalse();
		this.watchdog.stop();
		assertThat(this.watchdog.isSound()).isTrue();
	}

	@Test
	void monitorThatIsSilentForMaxAgeIsReportedOnceWithWhereItStands(CapturedOutput output) {
		start();
		silence(33);
		assertThat(output).doesNotContain("Health monitor silent");
		silence(30);
		assertThat(output).containsOnlyOnce("Health monitor silent for PT34S: its verdict is outdated")
			.contains("at com.example.Appender.hang(Appender.java:7)");
		assertThat(this.watchdog.isSound()).isTrue();
	}

	@Test
	void monitorThatStaysSilentForAnotherMaxAgeEndsTheProcessThroughLiveness(CapturedOutput output) {
		start();
		silence(66);
		assertThat(this.watchdog.isSound()).isTrue();
		silence(1);
		assertThat(this.watchdog.isSound()).isFalse();
		silence(100);
		assertThat(output).containsOnlyOnce("liveness fails");
	}

	@Test
	void monitorThatNeverPublishesAtAllEndsTheProcessToo() {
		this.watchdog.start(this.timeline, MAX_AGE, () -> new StackTraceElement[0]);
		silence(67);
		assertThat(this.published.verdict().routingReason()).isEqualTo(RoutingReason.STARTING);
		assertThat(this.watchdog.isSound()).isFalse();
	}

	@Test
	void monitorThatComesBackIsSoundAtOnce(CapturedOutput output) {
		start();
		silence(70);
		publish();
		silence(1);
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
		start();
		this.timeline.passSilently(Duration.ofHours(1));
		silence(1);
		assertThat(this.watchdog.isSound()).isTrue();
	}

	private void start() {
		publish();
		this.watchdog.start(this.timeline, MAX_AGE, () -> new StackTraceElement[] {
				new StackTraceElement("com.example.Appender", "hang", "Appender.java", 7) });
	}

	private void publish() {
		this.published.publish(StampHealth.starting("eu-1", this.timeline.instant()), MAX_AGE);
	}

	/** The watchdog ticks, and the monitor says nothing. */
	private void silence(int seconds) {
		this.timeline.pass(Duration.ofSeconds(seconds));
	}

}
