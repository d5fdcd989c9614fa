package io.alwayson.resilience.azure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import com.azure.cosmos.CosmosContainer;
import com.azure.cosmos.CosmosDatabase;
import com.azure.cosmos.CosmosException;
import com.azure.cosmos.models.CosmosBatch;
import com.azure.cosmos.models.CosmosChangeFeedRequestOptions;
import com.azure.cosmos.models.CosmosItemIdentity;
import com.azure.cosmos.models.FeedRange;
import com.azure.cosmos.models.PartitionKey;
import io.alwayson.resilience.CircuitOpenException;
import io.alwayson.resilience.Corridor;
import io.alwayson.resilience.Fallback;
import io.alwayson.resilience.Recorder;
import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.autoconfigure.ResilienceAutoConfiguration;
import io.alwayson.resilience.autoconfigure.ResilienceAzureAutoConfiguration;
import io.alwayson.test.azure.CosmosEmulator;
import io.alwayson.test.fault.FaultProxy;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.CallOutcome.Operation;
import io.alwayson.workload.context.CallOutcome.Result;
import io.alwayson.workload.context.Deadline;
import io.alwayson.workload.context.WorkloadContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The container of a declared Cosmos DB dependency, against the emulator in two regions
 * that break.
 */
@Timeout(180)
class CosmosDoorIT {

	@RegisterExtension
	static final CosmosEmulator cosmos = CosmosEmulator.shared();

	private final Recorder recorder = new Recorder();

	private CosmosAccountOfTests account;

	@AfterEach
	void stop() {
		this.account.close();
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void readsAndWritesAreToldAsSuchAndWithTheRegionThatAnswered() {
		with((context, items) -> {
			items.upsertItem(Map.of("id", "new"));
			items.createItem(Map.of("id", "other"));
			assertThat(this.recorder.outcomes).hasSize(2)
				.allMatch((outcome) -> outcome.operation() == Operation.WRITE && outcome.result() == Result.SUCCESS
						&& outcome.retryOwner().equals("client") && "north europe".equals(outcome.region()));
			this.recorder.outcomes.clear();
			assertThat(read(items)).containsEntry("id", "known");
			assertThat(items.readMany(List.of(new CosmosItemIdentity(new PartitionKey("known"), "known")), Map.class)
				.getResults()).hasSize(1);
			assertThat(this.recorder.outcomes).hasSize(2)
				.allMatch((outcome) -> outcome.operation() == Operation.READ && outcome.result() == Result.SUCCESS
						&& "west europe".equals(outcome.region()) && outcome.attempt() == 1);
		});
	}

	@Test
	void whatIsPagedWorksAsEver() {
		with((context, items) -> {
			assertThat(items.readAllItems(new PartitionKey("known"), Map.class).stream()).hasSize(1);
			assertThat(
					items
						.queryChangeFeed(CosmosChangeFeedRequestOptions
							.createForProcessingFromBeginning(FeedRange.forFullRange()), Map.class)
						.stream())
				.hasSize(1);
			assertThat(items.getFeedRanges()).isNotEmpty();
			assertThat(items.getId()).isEqualTo("items");
			assertThat(items).hasToString("'catalog-db'");
		});
	}

	@Test
	void howSlowAPageIsSaysNothingOfAPointRead() {
		with((context, items) -> {
			Corridor corridor = context.getBean(Resilience.class).corridor("catalog-db");
			CosmosRoute route = context.getBean(CosmosRoutes.class).to(corridor.dependency(), (name) -> corridor);
			Duration longest = Duration.ofSeconds(10);
			Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> {
				read(items);
				return route.slowAfter("Read", longest).compareTo(longest) < 0;
			});
			assertThat(items.readAllItems(new PartitionKey("known"), Map.class).stream()).hasSize(1);
			assertThat(route.slowAfter("ReadFeed", longest)).isEqualTo(longest);
			Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> {
				assertThat(items.readAllItems(new PartitionKey("known"), Map.class).stream()).hasSize(1);
				return route.slowAfter("ReadFeed", longest).compareTo(longest) < 0;
			});
		});
	}

	@Test
	void aNoIsAnAnswer() {
		with((context, items) -> {
			assertThatExceptionOfType(CosmosException.class).isThrownBy(() -> items.createItem(Map.of("id", "known")))
				.matches((ex) -> ex.getStatusCode() == 409);
			both((region) -> region.respond(404));
			assertThatExceptionOfType(CosmosException.class).isThrownBy(() -> read(items))
				.matches((ex) -> ex.getStatusCode() == 404);
			assertThat(this.recorder.results()).containsExactly(Result.SUCCESS, Result.SUCCESS);
			assertThat(this.recorder.outcomes).allMatch((outcome) -> outcome.refusal());
		});
	}

	@Test
	void aWholeDatabaseHasProtectedContainers() {
		this.account = account();
		runner().withPropertyValues("alwayson.dependencies.catalog-db.container=").run((context) -> {
			CosmosDatabase database = context.getBean("catalog-db", CosmosDatabase.class);
			assertThat(read(database.getContainer("items"))).containsEntry("id", "known");
			assertThat(this.recorder.results()).containsExactly(Result.SUCCESS);
			database.read();
			assertThat(this.recorder.results()).hasSize(2);
		});
	}

	@Test
	void nobodyWaitsBeyondHisDeadline() {
		with((context, items) -> {
			read(items);
			this.account.here().resetCounts();
			this.account.there().resetCounts();
			both(FaultProxy::hang);
			WorkloadContext.Scope request = WorkloadContext
				.open(CallContext.NONE.withDeadline(Deadline.after(Duration.ofMillis(700), System.nanoTime())));
			long start = System.nanoTime();
			Throwable failure;
			try {
				failure = catchThrowable(() -> read(items));
			}
			finally {
				request.close();
			}
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(600),
					Duration.ofMillis(1200));
			assertThat(failure).isInstanceOf(CosmosException.class);
			assertThat(this.recorder.results()).containsExactly(Result.SUCCESS, Result.TIMEOUT);
			assertThat(arrivals()).isLessThanOrEqualTo(2);
		});
	}

	@Test
	void aThrottledReadIsRepeatedNoMoreOftenThanThePolicyAllows() {
		with((context, items) -> {
			read(items);
			this.account.here().resetCounts();
			this.account.there().resetCounts();
			both((region) -> region.respond(429, "0"));
			assertThatExceptionOfType(CosmosException.class).isThrownBy(() -> read(items))
				.matches((ex) -> ex.getStatusCode() == 429);
			assertThat(arrivals()).isLessThanOrEqualTo(3);
		});
	}

	@Test
	void whatTheClientRepeatsIsPaidForAndWithoutMoneyItDoesNot() {
		with((context, items) -> {
			read(items);
			both((region) -> region.respond(429, "0"));
			for (int call = 0; call < 15; call++) {
				catchThrowable(() -> read(items));
			}
			assertThat(context.getBean(Resilience.class).corridor("catalog-db").budget()).isLessThan(1);
			this.account.here().resetCounts();
			this.account.there().resetCounts();
			catchThrowable(() -> read(items));
			assertThat(arrivals()).isLessThanOrEqualTo(1);
		});
	}

	@Test
	void aWriteIsNotRepeated() {
		with((context, items) -> {
			items.upsertItem(Map.of("id", "new"));
			this.account.there().resetCounts();
			this.account.there().cut();
			assertThatExceptionOfType(CosmosException.class).isThrownBy(() -> items.createItem(Map.of("id", "once")));
			assertThat(this.account.there().requests()).isEqualTo(1);
			this.account.there().heal();
			this.account.there().resetCounts();
			this.account.there().respond(503);
			assertThatExceptionOfType(CosmosException.class).isThrownBy(() -> items.createItem(Map.of("id", "twice")));
			assertThat(this.account.there().requests()).isEqualTo(1);
		});
	}

	@Test
	void aTransactionThatFailsIsAFailure() {
		with((context, items) -> {
			read(items);
			this.account.there().respond(503);
			CosmosBatch batch = CosmosBatch.createCosmosBatch(new PartitionKey("new"));
			batch.upsertItemOperation(Map.of("id", "new"));
			catchThrowable(() -> items.executeCosmosBatch(batch));
			assertThat(this.recorder.results()).containsExactly(Result.SUCCESS, Result.FAILURE);
		});
	}

	@Test
	void aFallbackThatGivesNoResponseOfTheSdkDeclines() {
		this.account = account();
		runner().withPropertyValues("alwayson.dependencies.catalog-db.resilience.fallback=stale")
			.withBean("stale", Fallback.class, () -> (call) -> Map.of("id", "known"))
			.run((context) -> {
				CosmosContainer items = items(context);
				read(items);
				both((region) -> region.respond(503));
				assertThatExceptionOfType(CosmosException.class).isThrownBy(() -> read(items));
				assertThat(this.recorder.events).contains("no fallback");
			});
	}

	@Test
	void aDeadRegionOpensNoCircuitAndAnOutageOfAllDoes() {
		with((context, items) -> {
			read(items);
			this.account.here().respond(503);
			for (int call = 0; call < 40; call++) {
				assertThat(read(items)).containsEntry("id", "known");
			}
			both((region) -> region.respond(503));
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.until(() -> catchThrowable(() -> read(items)) instanceof CircuitOpenException);
		});
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	@ResourceLock(Resources.SYSTEM_PROPERTIES)
	void withOneRegionSlowReadsStayFast() {
		with((context, items) -> {
			List<Read> reads = load(items, Duration.ofSeconds(3));
			assertThat(quantile(reads, 0, 0.5)).isLessThan(Duration.ofMillis(100));
			this.account.here().latency(Duration.ofSeconds(3));
			staysFast("+3 s", 0.05, load(items, Duration.ofSeconds(20)));
		});
	}

	/** With it, what fails ten times in a row moves before we would move it. */
	@Test
	@Execution(ExecutionMode.CONCURRENT)
	@ResourceLock(Resources.SYSTEM_PROPERTIES)
	void withoutTheBreakerOfTheSdkASlowRegionIsLeftOutUntilItIsFastAgain() {
		System.setProperty(PartitionBreaker.PROPERTY, "{\"isPartitionLevelCircuitBreakerEnabled\": false}");
		try {
			this.account = account();
			// One hedge, and the circuit breaker opens before there is a second one.
			runner().withPropertyValues("alwayson.dependencies.catalog-db.resilience.budget.burst=1").run((context) -> {
				CosmosContainer items = items(context);
				load(items, Duration.ofSeconds(3));
				this.account.here().latency(Duration.ofSeconds(3));
				staysFast("+3 s, without the SDK's breaker, one hedge", 0.25, load(items, Duration.ofSeconds(20)));
				assertThat(this.recorder.signals).anyMatch((signal) -> signal.reason().equals("REGION_SLOW"));
				this.account.here().heal();
				load(items, Duration.ofSeconds(5));
				this.account.here().resetCounts();
				load(items, Duration.ofSeconds(2));
				assertThat(this.account.here().requests()).isGreaterThan(50);
			});
		}
		finally {
			System.clearProperty(PartitionBreaker.PROPERTY);
		}
	}

	/** Within ten seconds at most. */
	private static void staysFast(String what, double failing, List<Read> reads) {
		long settled = reads.get(0).start() + TimeUnit.SECONDS.toNanos(10);
		long failed = reads.stream().filter(Read::failed).count();
		System.out.println("Cosmos DB, one region " + what + ": p99 " + quantile(reads, 0, 0.99).toMillis()
				+ " ms, from 10 s after onset " + quantile(reads, settled, 0.99).toMillis() + " ms; failed " + failed
				+ " of " + reads.size());
		assertThat(quantile(reads, settled, 0.99)).isLessThan(Duration.ofMillis(400));
		assertThat(reads).filteredOn((read) -> read.start() > settled).noneMatch(Read::failed);
		// Before, as many as the budget cannot pay hedges for.
		assertThat(failed).isLessThan((long) (failing * reads.size()));
	}

	@Test
	void withoutANetworkTheContainerIsThereAndItsOperationsFailInTime() {
		this.account = account();
		runner()
			.withPropertyValues("alwayson.dependencies.catalog-db.endpoint="
					+ this.account.connectionString().replaceAll("localhost:\\d+", "localhost:9"))
			.run((context) -> {
				CosmosContainer items = items(context);
				long start = System.nanoTime();
				assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> read(items));
				assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
				assertThat(this.recorder.results()).doesNotContain(Result.SUCCESS);
			});
	}

	/** Fifty a second, in the order of their starts. */
	private static List<Read> load(CosmosContainer items, Duration time) throws InterruptedException {
		ExecutorService readers = Executors.newFixedThreadPool(128);
		List<Future<Read>> reads = new ArrayList<>();
		long start = System.nanoTime();
		for (long due = start; due - start < time.toNanos(); due += TimeUnit.MILLISECONDS.toNanos(20)) {
			LockSupport.parkNanos(due - System.nanoTime());
			long began = due;
			reads.add(readers.submit(() -> {
				boolean failed = catchThrowable(() -> read(items)) != null;
				return new Read(began, Duration.ofNanos(System.nanoTime() - began), failed);
			}));
		}
		readers.shutdown();
		assertThat(readers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		return reads.stream().map(CosmosDoorIT::ended).toList();
	}

	private static Read ended(Future<Read> read) {
		try {
			return read.get();
		}
		catch (InterruptedException | ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Duration quantile(List<Read> reads, long since, double quantile) {
		List<Duration> sorted = reads.stream()
			.filter((read) -> since == 0 || read.start() >= since)
			.map(Read::duration)
			.sorted()
			.toList();
		return sorted.get((int) (sorted.size() * quantile));
	}

	private void with(Body body) {
		this.account = account();
		runner().run((context) -> {
			assertThat(context).hasNotFailed();
			body.run(context, items(context));
		});
	}

	private static CosmosAccountOfTests account() {
		return new CosmosAccountOfTests(cosmos, CosmosAccountOfTests.THERE, CosmosAccountOfTests.HERE);
	}

	private ApplicationContextRunner runner() {
		return this.account
			.declare(new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class,
						ResilienceAutoConfiguration.class, ResilienceAzureAutoConfiguration.class))
				.withBean(Recorder.class, () -> this.recorder), "catalog-db");
	}

	private static CosmosContainer items(ApplicationContext context) {
		return context.getBean("catalog-db", CosmosContainer.class);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> read(CosmosContainer items) {
		return items.readItem("known", new PartitionKey("known"), Map.class).getItem();
	}

	private void both(Consumer<FaultProxy> fault) {
		fault.accept(this.account.here());
		fault.accept(this.account.there());
	}

	private long arrivals() {
		return this.account.here().requests() + this.account.there().requests();
	}

	/** A test that may throw anything. */
	private interface Body {

		void run(ApplicationContext context, CosmosContainer items) throws Exception;

	}

	private record Read(long start, Duration duration, boolean failed) {
	}

}
