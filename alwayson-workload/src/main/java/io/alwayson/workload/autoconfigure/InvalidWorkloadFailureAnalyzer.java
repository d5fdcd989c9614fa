package io.alwayson.workload.autoconfigure;

import io.alwayson.workload.binding.InvalidWorkloadException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says all that is wrong with a declaration in place of a stack trace.
 */
final class InvalidWorkloadFailureAnalyzer extends AbstractFailureAnalyzer<InvalidWorkloadException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidWorkloadException cause) {
		return new FailureAnalysis(cause.getMessage(), "Correct the keys above; each line ends with what to do.",
				cause);
	}

}
