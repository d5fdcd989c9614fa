package io.alwayson.resilience.azure;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;

import com.azure.cosmos.models.CosmosBatchResponse;
import com.azure.cosmos.models.CosmosItemResponse;
import com.azure.cosmos.models.CosmosResponse;
import com.azure.cosmos.models.FeedResponse;
import io.alwayson.resilience.Operation;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.ProxyFactory;

/**
 * A container or database of the blocking client before there is a connection. Operations
 * wait for it within their own time, as part of the attempt: an account that cannot be
 * reached is a failure like any other.
 */
final class CosmosBeanAdvice implements MethodInterceptor {

	private static final List<Class<?>> RESPONSES = List.of(CosmosItemResponse.class, CosmosResponse.class,
			CosmosBatchResponse.class, FeedResponse.class, List.class);

	private final CosmosRoute route;

	private final Target<?> target;

	private CosmosBeanAdvice(CosmosRoute route, Target<?> target) {
		this.route = route;
		this.target = target;
	}

	/**
	 * A bean that is there at once.
	 * @param type of the bean
	 * @param target waits for the connection and gives what the bean stands for
	 */
	static <T> T bean(Class<T> type, CosmosRoute route, Target<T> target) {
		ProxyFactory factory = new ProxyFactory();
		factory.setTargetClass(type);
		factory.setProxyTargetClass(true);
		factory.setOpaque(true);
		factory.addAdvice(new CosmosBeanAdvice(route, target));
		return type.cast(factory.getProxy(type.getClassLoader()));
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Method method = invocation.getMethod();
		if (method.getName().equals("toString")) {
			return "'" + this.route.corridor().dependency().name() + "'";
		}
		@Nullable Object[] arguments = invocation.getArguments();
		if (RESPONSES.stream().noneMatch((type) -> type.isAssignableFrom(method.getReturnType()))) {
			// Nothing is asked yet, or pages that are asked for later.
			return invoke(method, arguments);
		}
		boolean read = CosmosContainerAdvice.isRead(method);
		return this.route.corridor().call(CosmosRoute.typeOf(read), new Attempts(method, arguments));
	}

	private @Nullable Object invoke(Method method, @Nullable Object[] arguments) throws Exception {
		Object there = this.target.get(Patience.in(this.route.corridor()));
		try {
			return method.invoke(there, arguments);
		}
		catch (InvocationTargetException ex) {
			if (ex.getCause() instanceof Exception failure) {
				throw failure;
			}
			if (ex.getCause() instanceof Error error) {
				throw error;
			}
			throw ex;
		}
	}

	/** Waits for what a bean stands for, no longer than that. */
	@FunctionalInterface
	interface Target<T> {

		T get(long nanos) throws InterruptedException;

	}

	/** Attempts at one operation. */
	private final class Attempts implements Operation<Object, Exception>, CosmosAnswers {

		private final Method method;

		private final @Nullable Object[] arguments;

		Attempts(Method method, @Nullable Object[] arguments) {
			this.method = method;
			this.arguments = arguments;
		}

		@Override
		public Object run() throws Exception {
			return Objects.requireNonNull(CosmosBeanAdvice.this.invoke(this.method, this.arguments));
		}

		@Override
		public Class<?> responseType() {
			return this.method.getReturnType();
		}

	}

}
