package io.alwayson.resilience.aop;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.Resilient;
import io.alwayson.workload.Workload;
import io.alwayson.workload.binding.InvalidWorkloadException;
import io.alwayson.workload.binding.Violation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.ComposablePointcut;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.util.ReflectionUtils;

/**
 * Puts the corridor around beans with {@link Resilient} methods, outside of what is
 * around them already, and checks what the annotations say.
 */
public final class ResilientBeanPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor {

	private static final long serialVersionUID = 1L;

	private final transient Supplier<Workload> workload;

	/**
	 * Creates a processor; both are asked for as late as they are needed, since it comes
	 * before other beans.
	 */
	public ResilientBeanPostProcessor(Supplier<Workload> workload, Supplier<Resilience> resilience) {
		this.workload = workload;
		this.advisor = new DefaultPointcutAdvisor(
				new ComposablePointcut(new AnnotationMatchingPointcut(Resilient.class, true))
					.union(new AnnotationMatchingPointcut(null, Resilient.class, true)),
				new ResilientMethodInterceptor(resilience));
		setBeforeExistingAdvisors(true);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (isEligible(bean, beanName)) {
			check(AopUtils.getTargetClass(bean));
		}
		return super.postProcessAfterInitialization(bean, beanName);
	}

	private void check(Class<?> type) {
		List<Violation> violations = new ArrayList<>();
		for (Method method : ReflectionUtils.getUniqueDeclaredMethods(type)) {
			Resilient declared = (method.getDeclaringClass() != Object.class)
					? ResilientMethodInterceptor.find(method, type) : null;
			if (declared != null) {
				Violation violation = violationOf(type, method, declared);
				if (violation != null) {
					violations.add(violation);
				}
			}
		}
		if (!violations.isEmpty()) {
			throw new InvalidWorkloadException(violations);
		}
	}

	private @Nullable Violation violationOf(Class<?> type, Method method, Resilient declared) {
		String place = "@Resilient on " + type.getSimpleName() + "." + method.getName();
		if (!this.workload.get().dependencies().containsKey(declared.value())) {
			return new Violation(place, declared.value(), "is not a declared dependency",
					"Declare it under alwayson.dependencies or use one of "
							+ this.workload.get().dependencies().keySet());
		}
		String refusal = ResilientMethodInterceptor.refusalOf(method.getReturnType());
		return (refusal != null) ? new Violation(place, method.getReturnType().getSimpleName(), refusal,
				"Return a Mono, a CompletionStage or the result itself") : null;
	}

}
