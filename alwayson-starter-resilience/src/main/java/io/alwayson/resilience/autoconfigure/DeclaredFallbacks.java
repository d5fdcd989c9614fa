package io.alwayson.resilience.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.alwayson.resilience.Fallback;
import io.alwayson.workload.Workload;
import io.alwayson.workload.binding.InvalidWorkloadException;
import io.alwayson.workload.binding.Violation;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The fallbacks that dependencies name: beans that must be there when the application
 * starts, and are made when they are first needed, for they may themselves need a
 * protected call.
 */
final class DeclaredFallbacks {

	private final ListableBeanFactory beans;

	private DeclaredFallbacks(ListableBeanFactory beans) {
		this.beans = beans;
	}

	/**
	 * Checks what is declared.
	 * @throws InvalidWorkloadException if a bean is missing or no {@link Fallback}
	 */
	static DeclaredFallbacks of(Workload workload, ListableBeanFactory beans) {
		List<String> known = Arrays.asList(beans.getBeanNamesForType(Fallback.class, true, false));
		List<Violation> violations = new ArrayList<>();
		workload.dependencies().forEach((name, dependency) -> {
			String fallback = dependency.resilience().fallback();
			if (fallback != null && !known.contains(fallback)) {
				violations.add(new Violation("alwayson.dependencies." + name + ".resilience.fallback", fallback,
						"is not the name of a bean of type io.alwayson.resilience.Fallback",
						known.isEmpty() ? "Define such a bean, or remove the key"
								: "Use one of " + String.join(", ", known) + ", or define such a bean"));
			}
		});
		if (!violations.isEmpty()) {
			throw new InvalidWorkloadException(violations);
		}
		return new DeclaredFallbacks(beans);
	}

	Fallback find(String name) {
		return (call) -> this.beans.getBean(name, Fallback.class).answer(call);
	}

}
