package io.alwayson.resilience.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.alwayson.resilience.DefaultFallback;
import io.alwayson.resilience.Fallback;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.Workload;
import io.alwayson.workload.binding.InvalidWorkloadException;
import io.alwayson.workload.binding.Violation;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The fallbacks of dependencies. Those that they name are beans that must be there when
 * the application starts, and are made when they are first needed, for they may
 * themselves need a protected call; the rest have what there is for all of their kind.
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
		List<String> known = new ArrayList<>(Arrays.asList(beans.getBeanNamesForType(Fallback.class, true, false)));
		known.removeAll(Arrays.asList(beans.getBeanNamesForType(DefaultFallback.class, true, false)));
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

	/** The fallback that is declared, else the one that there is for all of its kind. */
	@Nullable Fallback find(Dependency dependency) {
		String name = dependency.resilience().fallback();
		if (name != null) {
			return (call) -> this.beans.getBean(name, Fallback.class).answer(call);
		}
		return this.beans.getBeanProvider(DefaultFallback.class)
			.orderedStream()
			.filter((candidate) -> candidate.isFor(dependency))
			.findFirst()
			.orElse(null);
	}

}
