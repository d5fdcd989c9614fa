package io.alwayson.health;

import java.lang.management.ManagementFactory;
import java.time.Duration;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PublishedHealth}.
 */
class PublishedHealthTests {

	private static final int READS = 200_000;

	@Test
	void readingAllocatesNothing() {
		VirtualTimeline timeline = new VirtualTimeline();
		PublishedHealth published = new PublishedHealth("eu-1", timeline::instant, System::nanoTime);
		published.publish(StampHealth.starting("eu-1", timeline.instant()), Duration.ofMinutes(10));
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		read(published);
		long before = threads.getCurrentThreadAllocatedBytes();
		long bytes = read(published);
		long allocated = threads.getCurrentThreadAllocatedBytes() - before;
		assertThat(bytes).isPositive();
		// Less than a byte for each, and what the measuring itself takes.
		assertThat(allocated).isLessThan(READS / 2);
	}

	private static long read(PublishedHealth published) {
		long bytes = 0;
		for (int i = 0; i < READS; i++) {
			bytes += published.answer().body().length;
		}
		return bytes;
	}

}
