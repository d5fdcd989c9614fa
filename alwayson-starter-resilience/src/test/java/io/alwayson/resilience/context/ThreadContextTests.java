package io.alwayson.resilience.context;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the threads of an application know of the work that was handed to them.
 */
@Timeout(60)
class ThreadContextTests {

	private static final Duration TIME = Duration.ofSeconds(20);

	@AfterEach
	void asBefore() {
		Hooks.disableAutomaticContextPropagation();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void asyncMethodKnowsWhatItsCallerKnows(boolean virtual) throws Exception {
		try (ConfigurableApplicationContext context = start("--spring.threads.virtual.enabled=" + virtual)) {
			Work work = context.getBean(Work.class);
			Surroundings caller = Surroundings.within(TIME, () -> {
				assertThat(work.look().get(20, TimeUnit.SECONDS).isThatOf(Surroundings.now())).isTrue();
				return Surroundings.now();
			});
			assertThat(caller.tenant()).isEqualTo("contoso");
			assertThat(work.look().get(20, TimeUnit.SECONDS).isNothing()).isTrue();
			assertThat(work.isOnVirtualThread().get(20, TimeUnit.SECONDS))
				.isEqualTo(virtual && Runtime.version().feature() >= 21);
		}
	}

	@Test
	void futureOnTheApplicationsExecutorKnowsIt() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			Executor executor = context.getBean("applicationTaskExecutor", Executor.class);
			Surroundings.within(TIME,
					() -> assertThat(CompletableFuture.supplyAsync(Surroundings::now, executor)
						.get(20, TimeUnit.SECONDS)
						.isThatOf(Surroundings.now())).isTrue());
		}
	}

	@Test
	void operatorsOfReactorKnowIt() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			assertThat(context.isActive()).isTrue();
			Surroundings.within(TIME,
					() -> assertThat(Mono.fromCallable(Surroundings::now)
						.subscribeOn(Schedulers.boundedElastic())
						.block(TIME)
						.isThatOf(Surroundings.now())).isTrue());
		}
	}

	@Test
	void whatTheUserSaysWins() throws Exception {
		try (ConfigurableApplicationContext context = start("--spring.task.execution.propagate-context=false")) {
			Work work = context.getBean(Work.class);
			Surroundings seen = Surroundings.within(TIME, () -> work.look().get(20, TimeUnit.SECONDS));
			assertThat(seen.isNothing()).isTrue();
		}
	}

	private static ConfigurableApplicationContext start(String... arguments) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE).run(arguments);
	}

	/** Nothing but the starter. */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableAsync
	static class Application {

		@Bean
		Work work() {
			return new Work();
		}

	}

	/** Is done elsewhere. */
	static class Work {

		@Async
		public CompletableFuture<Surroundings> look() {
			return CompletableFuture.completedFuture(Surroundings.now());
		}

		@Async
		public CompletableFuture<Boolean> isOnVirtualThread() throws ReflectiveOperationException {
			return CompletableFuture.completedFuture(Runtime.version().feature() >= 21
					&& (boolean) Thread.class.getMethod("isVirtual").invoke(Thread.currentThread()));
		}

	}

}
