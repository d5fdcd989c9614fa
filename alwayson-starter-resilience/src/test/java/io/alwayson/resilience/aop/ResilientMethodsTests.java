package io.alwayson.resilience.aop;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.alwayson.resilience.Recorder;
import io.alwayson.resilience.Resilient;
import io.alwayson.resilience.autoconfigure.ResilienceAutoConfiguration;
import io.alwayson.resilience.autoconfigure.ResilientMethodsAutoConfiguration;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import io.alwayson.workload.context.CallOutcome.Result;
import io.alwayson.workload.context.WorkloadContext;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link Resilient}.
 */
@Timeout(30)
class ResilientMethodsTests {

	private final Recorder recorder = new Recorder();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class, ResilienceAutoConfiguration.class,
				ResilientMethodsAutoConfiguration.class))
		.withBean(Recorder.class, () -> this.recorder)
		.withPropertyValues("alwayson.dependencies.catalog-db.type=custom",
				"alwayson.dependencies.catalog-db.failure-scope=global",
				"alwayson.dependencies.catalog-db.resilience.first-delay=1ms",
				"alwayson.dependencies.catalog-db.resilience.max-delay=1ms");

	@Test
	void methodThatMayBeRepeatedSurvives() {
		with(Items.class, (context) -> {
			Items items = context.getBean(Items.class);
			assertThat(items.find()).isEqualTo("attempt 3");
			assertThat(this.recorder.results()).containsExactly(Result.FAILURE, Result.FAILURE, Result.SUCCESS);
		});
	}

	@Test
	void methodThatMayNotIsCalledOnceAndItsExceptionComesOutAsItIs() {
		with(Items.class, (context) -> {
			Items items = context.getBean(Items.class);
			assertThatThrownBy(items::save).isSameAs(items.failure());
			assertThat(items.count()).isEqualTo(1);
		});
	}

	@Test
	void methodWithoutTheAnnotationIsLeftAlone() {
		with(Items.class, (context) -> {
			assertThat(context.getBean(Items.class).count()).isZero();
			assertThat(this.recorder.outcomes).isEmpty();
		});
	}

	@Test
	void futureAndMonoAreProtectedWithoutAThread() {
		with(Items.class, (context) -> {
			Items items = context.getBean(Items.class);
			assertThat(items.findLater().get(10, TimeUnit.SECONDS)).isEqualTo("value after 3");
			items.forget();
			assertThat(items.findReactively().block()).isEqualTo("value after 3");
			assertThat(this.recorder.results()).hasSize(6);
		});
	}

	@Test
	void annotationOnATypeIsForAllItsMethods() {
		with(Orders.class, (context) -> {
			assertThat(context.getBean(Orders.class).find()).isEqualTo("order");
			assertThat(this.recorder.results()).containsExactly(Result.SUCCESS);
		});
	}

	@Test
	void nameThatIsNotDeclaredEndsTheStart() {
		this.runner.withBean(Wrong.class)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("@Resilient on Wrong.find = 'stock': is not a declared dependency. "
						+ "Declare it under alwayson.dependencies or use one of [catalog-db]."));
	}

	@Test
	void publisherOfManyEndsTheStart() {
		this.runner.withBean(Many.class)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("@Resilient on Many.all = 'Flux': returns a reactive type other than Mono"));
	}

	@Test
	void isOutsideOfWhatIsAroundTheBeanAlready() {
		List<String> transactions = new ArrayList<>();
		this.runner.withBean(Transactional.class, () -> new Transactional(transactions))
			.withBean(Items.class)
			.run((context) -> {
				context.getBean(Items.class).find();
				assertThat(transactions).containsExactly("begin", "begin", "begin");
			});
	}

	@Test
	void offIsOff() {
		this.runner.withBean(Items.class)
			.withPropertyValues("alwayson.resilience.enabled=false")
			.run((context) -> assertThat(AopUtils.isAopProxy(context.getBean(Items.class))).isFalse());
	}

	private void with(Class<?> bean, Use use) {
		this.runner.withBean(bean).run((context) -> {
			assertThat(context).hasNotFailed();
			use.in(context);
		});
	}

	/** Does something with a context. */
	private interface Use {

		void in(ApplicationContext context) throws Exception;

	}

	/** A repository. */
	static class Items {

		private final IOException failure = new IOException("reset");

		private final AtomicInteger arrivals = new AtomicInteger();

		@Resilient(value = "catalog-db", idempotent = true)
		String find() throws IOException {
			failTwice();
			return "attempt " + WorkloadContext.current().attempt();
		}

		@Resilient("catalog-db")
		void save() throws IOException {
			this.arrivals.incrementAndGet();
			throw this.failure;
		}

		@Resilient(value = "catalog-db", idempotent = true)
		CompletableFuture<String> findLater() {
			try {
				failTwice();
				return CompletableFuture.completedFuture("value after " + this.arrivals);
			}
			catch (IOException ex) {
				return CompletableFuture.failedFuture(ex);
			}
		}

		@Resilient(value = "catalog-db", idempotent = true)
		Mono<String> findReactively() {
			return Mono.fromCallable(() -> {
				failTwice();
				return "value after " + this.arrivals;
			});
		}

		IOException failure() {
			return this.failure;
		}

		void forget() {
			this.arrivals.set(0);
		}

		int count() {
			return this.arrivals.get();
		}

		private void failTwice() throws IOException {
			if (this.arrivals.incrementAndGet() < 3) {
				throw this.failure;
			}
		}

	}

	/** All of it. */
	@Resilient("catalog-db")
	static class Orders {

		public String find() {
			return "order";
		}

	}

	/** Names what is not there. */
	static class Wrong {

		@Resilient("stock")
		String find() {
			return "";
		}

	}

	/** Returns what cannot be attempted again. */
	static class Many {

		@Resilient("catalog-db")
		Flux<String> all() {
			return Flux.empty();
		}

	}

	/** What begins a transaction for each call, as Spring's does. */
	private record Transactional(List<String> transactions) implements BeanPostProcessor, Ordered {

		@Override
		public int getOrder() {
			return Ordered.HIGHEST_PRECEDENCE;
		}

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (!(bean instanceof Items)) {
				return bean;
			}
			ProxyFactory factory = new ProxyFactory(bean);
			factory.setProxyTargetClass(true);
			factory.addAdvice((MethodInterceptor) (invocation) -> {
				this.transactions.add("begin");
				return invocation.proceed();
			});
			return factory.getProxy();
		}

	}

}
