package io.alwayson.resilience.aop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.alwayson.resilience.Recorder;
import io.alwayson.resilience.Resilient;
import io.alwayson.resilience.autoconfigure.ResilienceAutoConfiguration;
import io.alwayson.resilience.autoconfigure.ResilientMethodsAutoConfiguration;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import io.alwayson.workload.context.CallOutcome.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link Resilient} on methods that Spring does other things to as well.
 */
@Timeout(30)
class ResilientAmongOthersTests {

	private final List<String> log = Collections.synchronizedList(new ArrayList<>());

	private final Recorder recorder = new Recorder();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class, ResilienceAutoConfiguration.class,
				ResilientMethodsAutoConfiguration.class, TaskExecutionAutoConfiguration.class))
		.withBean(Recorder.class, () -> this.recorder)
		.withBean(Work.class, () -> new Work(this.log))
		.withPropertyValues("alwayson.dependencies.catalog-db.type=custom",
				"alwayson.dependencies.catalog-db.failure-scope=global",
				"alwayson.dependencies.catalog-db.resilience.first-delay=1ms",
				"alwayson.dependencies.catalog-db.resilience.max-delay=1ms");

	@Test
	void eachAttemptHasATransactionOfItsOwn() {
		this.runner.withUserConfiguration(Transactions.class)
			.withBean(LoggingTransactions.class, () -> new LoggingTransactions(this.log))
			.run((context) -> {
				assertThat(context.getBean(Work.class).inATransaction()).isEqualTo("saved");
				assertThat(this.log).containsExactly("begin", "work", "rollback", "begin", "work", "commit");
				assertThat(this.recorder.results()).containsExactly(Result.FAILURE, Result.SUCCESS);
			});
	}

	@Test
	void eachAttemptIsHandedToTheExecutor() {
		this.runner.withUserConfiguration(Asynchronous.class).run((context) -> {
			assertThat(context.getBean(Work.class).later().get(10, TimeUnit.SECONDS)).isEqualTo("saved");
			assertThat(this.log).hasSize(2).allMatch((thread) -> thread.startsWith("task-"));
			assertThat(this.recorder.results()).containsExactly(Result.FAILURE, Result.SUCCESS);
		});
	}

	/** Fails the first time. */
	static class Work {

		private final List<String> log;

		Work(List<String> log) {
			this.log = log;
		}

		@Resilient(value = "catalog-db", idempotent = true)
		@Transactional
		public String inATransaction() {
			this.log.add("work");
			if (Collections.frequency(this.log, "work") == 1) {
				throw new UncheckedIOException(new IOException("reset"));
			}
			return "saved";
		}

		@Resilient(value = "catalog-db", idempotent = true)
		@Async
		public CompletableFuture<String> later() {
			this.log.add(Thread.currentThread().getName());
			return (this.log.size() == 1) ? CompletableFuture.failedFuture(new IOException("reset"))
					: CompletableFuture.completedFuture("saved");
		}

	}

	/** Has transactions. */
	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class Transactions {

	}

	/** Has executors. */
	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class Asynchronous {

	}

	/** Tells what it does. */
	static final class LoggingTransactions extends AbstractPlatformTransactionManager {

		private static final long serialVersionUID = 1L;

		private final transient List<String> log;

		LoggingTransactions(List<String> log) {
			this.log = log;
		}

		@Override
		protected Object doGetTransaction() {
			return new Object();
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
			this.log.add("begin");
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			this.log.add("commit");
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
			this.log.add("rollback");
		}

	}

}
