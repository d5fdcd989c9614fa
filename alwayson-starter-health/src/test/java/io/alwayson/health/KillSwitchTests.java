package io.alwayson.health;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.alwayson.workload.Workload;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.WorkloadContext;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link KillSwitch} on real threads.
 */
@Timeout(30)
class KillSwitchTests {

	private static final Workload WORKLOAD = Declaration.of("health.switch.interval=20ms",
			"health.switch.timeout=200ms");

	private final CountDownLatch release = new CountDownLatch(1);

	private final AtomicInteger reads = new AtomicInteger();

	private final PublishedHealth published = new PublishedHealth("blue", Clock.systemUTC(), System::nanoTime);

	private @Nullable StampHealthMonitor monitor;

	@AfterEach
	void stop() {
		this.release.countDown();
		if (this.monitor != null) {
			this.monitor.stop();
		}
	}

	@Test
	void aReadThatHangsAndIgnoresInterruptsHoldsNeitherVerdictNorThreads() {
		Set<Thread> threads = ConcurrentHashMap.newKeySet();
		monitor(new Store(() -> {
			if (this.reads.incrementAndGet() > 2) {
				threads.add(Thread.currentThread());
				hang();
			}
			return SwitchReading.absent();
		}));
		await(() -> verdict().routingReason() == RoutingReason.SWITCH);
		await(() -> verdict().killSwitch().error() != null && verdict().killSwitch().error().equals("STUCK"));
		long before = verdict().killSwitch().age().toNanos();
		await(() -> verdict().killSwitch().age().toNanos() > before + 1_000_000_000);
		assertThat(threads).hasSize(2).allMatch(Thread::isDaemon);
		assertThat(threads).extracting(Thread::getName).containsOnly("alwayson-health-switch");
		assertThat(verdict().routingReason()).isEqualTo(RoutingReason.SWITCH);
		this.release.countDown();
		await(() -> verdict().killSwitch().error() == null);
	}

	@Test
	void readsAreMarkedAsProbes() {
		Set<CallContext> contexts = ConcurrentHashMap.newKeySet();
		monitor(new Store(() -> {
			contexts.add(WorkloadContext.current());
			this.reads.incrementAndGet();
			return new SwitchReading(SwitchPosition.IN, null);
		}));
		await(() -> this.reads.get() > 3);
		assertThat(contexts).containsExactly(CallContext.PROBE);
	}

	@Test
	void whatAReadThrowsIsNoAnswer() {
		monitor(new Store(() -> {
			throw new StackOverflowError("secret");
		}));
		await(() -> verdict().killSwitch() != null && "ERROR".equals(verdict().killSwitch().error()));
		assertThat(verdict().routing()).isEqualTo(Routing.ACCEPT);
		assertThat(new String(this.published.answer().body())).doesNotContain("secret");
	}

	@Test
	void aWriteThatWorksSaysNothing() {
		Store store = new Store(SwitchReading::absent);
		assertThat(killSwitch(store).write(SwitchPosition.MAINTENANCE)).isNull();
		assertThat(store.written).isEqualTo("MAINTENANCE");
		assertThat(killSwitch(store).write(SwitchPosition.IN)).isNull();
		assertThat(store.written).isEqualTo("HEALTHY");
		assertThat(killSwitch(store).write(SwitchPosition.OUT)).isNull();
		assertThat(store.written).isEqualTo("deleted");
	}

	@Test
	void aWriteThatFailsSaysWhy() {
		KillSwitch failing = killSwitch(new Store(SwitchReading::absent) {

			@Override
			public @Nullable String write(byte @Nullable [] content) {
				throw new IllegalStateException("secret");
			}

		});
		assertThat(failing.write(SwitchPosition.OUT)).isEqualTo("ERROR");
		assertThat(failing.write(SwitchPosition.OUT)).as("again, not BUSY").isEqualTo("ERROR");
	}

	@Test
	void aWriteThatHangsIsGivenUpAndNoSecondBeginsBesideIt() {
		KillSwitch hanging = killSwitch(new Store(SwitchReading::absent) {

			@Override
			public @Nullable String write(byte @Nullable [] content) {
				hang();
				return null;
			}

		});
		long start = System.nanoTime();
		assertThat(hanging.write(SwitchPosition.OUT)).isEqualTo("TIMEOUT");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(190),
				Duration.ofSeconds(10));
		assertThat(hanging.write(SwitchPosition.OUT)).isEqualTo("BUSY");
		this.release.countDown();
		await(() -> hanging.write(SwitchPosition.OUT) == null);
	}

	@Test
	void withoutAStoreNothingCanBeWritten() {
		KillSwitch off = killSwitch(null);
		assertThat(off.isConfigured()).isFalse();
		assertThatIllegalStateException().isThrownBy(() -> off.write(SwitchPosition.OUT));
	}

	private void monitor(SwitchStore store) {
		this.monitor = new StampHealthMonitor(WORKLOAD, List.of(), new FlowSignals(WORKLOAD),
				new DependencySignals(WORKLOAD, Clock.systemUTC(), System::nanoTime), new CallSignals(WORKLOAD),
				this.published, killSwitch(store), List.of(), List.of(), new Watchdog(this.published, System::nanoTime),
				Clock.systemUTC(), System::nanoTime, Thread::new);
		this.monitor.start();
	}

	private static KillSwitch killSwitch(@Nullable SwitchStore store) {
		return new KillSwitch(store, WORKLOAD.health().killSwitch());
	}

	private StampHealth verdict() {
		return this.published.verdict();
	}

	private void hang() {
		while (this.release.getCount() > 0) {
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				// That is how a dead file system takes it.
			}
		}
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(5)).until(condition);
	}

	private static class Store implements SwitchStore {

		private final Supplier<SwitchReading> reading;

		private volatile @Nullable String written;

		Store(Supplier<SwitchReading> reading) {
			this.reading = reading;
		}

		@Override
		public String kind() {
			return "test";
		}

		@Override
		public SwitchReading read() {
			return this.reading.get();
		}

		@Override
		public @Nullable String write(byte @Nullable [] content) {
			this.written = (content != null) ? new String(content) : "deleted";
			return null;
		}

	}

}
