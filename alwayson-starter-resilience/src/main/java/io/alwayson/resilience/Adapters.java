package io.alwayson.resilience;

import java.util.List;

/**
 * What is known of client libraries.
 *
 * @param classifiers asked in this order, before the built-in rules
 * @param builders one for each kind of builder
 */
public record Adapters(List<FailureClassifier> classifiers, List<ClientBuilderAdapter<?>> builders) {

	public Adapters {
		classifiers = List.copyOf(classifiers);
		builders = List.copyOf(builders);
	}

}
