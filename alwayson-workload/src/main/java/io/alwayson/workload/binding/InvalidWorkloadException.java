package io.alwayson.workload.binding;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A declaration that cannot be used. Its message lists every violation.
 */
public final class InvalidWorkloadException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient List<Violation> violations;

	/** Creates the failure for at least one violation. */
	public InvalidWorkloadException(List<Violation> violations) {
		super(violations.stream()
			.map((violation) -> "  - " + violation)
			.collect(
					Collectors.joining("\n", "The declaration under 'alwayson' has " + count(violations) + ":\n", "")));
		this.violations = List.copyOf(violations);
	}

	/** What is wrong, in the order of the declaration. */
	public List<Violation> violations() {
		return this.violations;
	}

	private static String count(List<Violation> violations) {
		return (violations.size() == 1) ? "1 error" : violations.size() + " errors";
	}

}
