package io.alwayson.resilience.aop;

import java.lang.reflect.Method;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.alwayson.resilience.CallType;
import io.alwayson.resilience.Corridor;
import io.alwayson.resilience.Operation;
import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.Resilient;
import io.alwayson.resilience.reactor.ReactorDriver;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;

/**
 * Makes calls of annotated methods through their corridor. Each attempt is a clone of the
 * invocation: one can be proceeded with only once, and two may run at once.
 */
final class ResilientMethodInterceptor implements MethodInterceptor {

	private static final boolean REACTOR = ClassUtils.isPresent("reactor.core.publisher.Mono",
			ResilientMethodInterceptor.class.getClassLoader());

	private final Supplier<Resilience> resilience;

	ResilientMethodInterceptor(Supplier<Resilience> resilience) {
		this.resilience = resilience;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Class<?> type = (invocation.getThis() != null) ? ClassUtils.getUserClass(invocation.getThis())
				: invocation.getMethod().getDeclaringClass();
		Resilient declared = find(ClassUtils.getMostSpecificMethod(invocation.getMethod(), type), type);
		if (declared == null) {
			return invocation.proceed();
		}
		Corridor corridor = this.resilience.get().corridor(declared.value());
		CallType call = declared.idempotent() ? CallType.IDEMPOTENT_WRITE : CallType.WRITE;
		ProxyMethodInvocation original = (ProxyMethodInvocation) invocation;
		Class<?> returned = invocation.getMethod().getReturnType();
		if (CompletionStage.class.isAssignableFrom(returned)) {
			return corridor.callAsync(call, () -> (CompletionStage<?>) Objects.requireNonNull(attempt(original)));
		}
		if (REACTOR && Reactive.isMono(returned)) {
			return Reactive.call(corridor, call, original);
		}
		@SuppressWarnings("NullAway")
		Operation<@Nullable Object, Exception> operation = () -> proceed(original);
		return corridor.call(call, operation);
	}

	static @Nullable Resilient find(Method method, Class<?> type) {
		Resilient onMethod = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY)
			.get(Resilient.class)
			.synthesize((annotation) -> annotation.isPresent())
			.orElse(null);
		return (onMethod != null) ? onMethod
				: MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY)
					.get(Resilient.class)
					.synthesize((annotation) -> annotation.isPresent())
					.orElse(null);
	}

	/** Why methods that return this type cannot be protected, or {@code null}. */
	static @Nullable String refusalOf(Class<?> returned) {
		if (CompletionStage.class.isAssignableFrom(returned)) {
			return returned.isAssignableFrom(CompletableFuture.class) ? null
					: "returns a stage of a kind that cannot be made";
		}
		// Rx types too: taken for a result, one would be a success before it has begun.
		boolean reactive = ReactiveAdapterRegistry.getSharedInstance().getAdapter(returned) != null;
		return (reactive && !(REACTOR && Reactive.isMono(returned))) ? "returns a reactive type other than Mono" : null;
	}

	private static @Nullable Object proceed(ProxyMethodInvocation original) throws Exception {
		try {
			return original.invocableClone().proceed();
		}
		catch (Exception | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new UndeclaredThrowableException(ex);
		}
	}

	/** Where nothing checked can come out. */
	private static @Nullable Object attempt(ProxyMethodInvocation original) {
		try {
			return proceed(original);
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new UndeclaredThrowableException(ex);
		}
	}

	/** Apart, so that Reactor need not be there. */
	private static final class Reactive {

		static boolean isMono(Class<?> type) {
			return type == Mono.class;
		}

		static Mono<?> call(Corridor corridor, CallType call, ProxyMethodInvocation original) {
			return new ReactorDriver(corridor).call(call,
					() -> Mono.defer(() -> (Mono<?>) Objects.requireNonNull(attempt(original))));
		}

	}

}
