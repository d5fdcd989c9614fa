package io.alwayson.resilience.azure;

import java.lang.reflect.Method;
import java.util.Objects;

import com.azure.cosmos.CosmosAsyncContainer;
import com.azure.cosmos.util.CosmosPagedFlux;
import io.alwayson.resilience.reactor.ReactiveOperation;
import io.alwayson.resilience.reactor.ReactorDriver;
import io.alwayson.workload.context.WorkloadContext;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.core.ResolvableType;
import reactor.core.publisher.Mono;

/**
 * Takes the operations of a container through the corridor, and learns from how they end.
 * A container of the blocking client stands on one of these.
 */
final class CosmosContainerAdvice implements MethodInterceptor {

	private final CosmosRoute route;

	private final ReactorDriver driver;

	private CosmosContainerAdvice(CosmosRoute route) {
		this.route = route;
		this.driver = new ReactorDriver(route.corridor());
	}

	/** The same container, protected. */
	static CosmosAsyncContainer around(CosmosAsyncContainer container, CosmosRoute route) {
		ProxyFactory factory = new ProxyFactory();
		factory.setTarget(container);
		factory.setProxyTargetClass(true);
		factory.setOpaque(true);
		factory.addAdvice(new CosmosContainerAdvice(route));
		return (CosmosAsyncContainer) factory.getProxy(CosmosAsyncContainer.class.getClassLoader());
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Method method = invocation.getMethod();
		boolean read = isRead(method);
		if (method.getReturnType() == Mono.class) {
			ProxyMethodInvocation original = (ProxyMethodInvocation) invocation;
			return this.driver.call(CosmosRoute.typeOf(read), new Attempts(this.route, read, original));
		}
		if (method.getReturnType() == CosmosPagedFlux.class) {
			CosmosPagedFlux<?> pages = (CosmosPagedFlux<?>) Objects.requireNonNull(invocation.proceed());
			return pages.handle((page) -> this.route.ended(true, page, leavesOut()));
		}
		return invocation.proceed();
	}

	private boolean leavesOut() {
		return !this.route.regions().leftOut().isEmpty();
	}

	/** By its name, as all of them are named. */
	static boolean isRead(Method method) {
		String name = method.getName();
		return name.startsWith("read") || name.startsWith("query") || name.startsWith("get");
	}

	/** Attempts at one operation. */
	private static final class Attempts implements ReactiveOperation<Object>, CosmosAnswers {

		private final CosmosRoute route;

		private final boolean read;

		private final ProxyMethodInvocation original;

		Attempts(CosmosRoute route, boolean read, ProxyMethodInvocation original) {
			this.route = route;
			this.read = read;
			this.original = original;
		}

		@Override
		@SuppressWarnings("unchecked")
		public Mono<Object> attempt() {
			Mono<Object> operation = Mono.defer(() -> (Mono<Object>) proceed());
			if (WorkloadContext.current().probe()) {
				return operation;
			}
			boolean leavesOut = !this.route.regions().leftOut().isEmpty();
			return operation.doOnNext((response) -> this.route.ended(this.read, response, leavesOut))
				.doOnError((failure) -> this.route.ended(this.read, failure, leavesOut));
		}

		private Object proceed() {
			try {
				return Objects.requireNonNull(this.original.invocableClone().proceed());
			}
			catch (RuntimeException | Error ex) {
				throw ex;
			}
			catch (Throwable ex) {
				// None is declared.
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public @Nullable Class<?> responseType() {
			return ResolvableType.forMethodReturnType(this.original.getMethod()).resolveGeneric(0);
		}

	}

}
