package io.alwayson.workload.autoconfigure;

import java.util.function.Supplier;
import java.util.stream.Stream;

import io.alwayson.workload.Workload;
import io.alwayson.workload.binding.InvalidWorkloadException;
import io.alwayson.workload.binding.Violation;
import io.alwayson.workload.web.FlowLookup;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.web.method.HandlerMethod;

/**
 * Ends the start when an annotation names a flow that is not declared: its requests would
 * be counted nowhere.
 */
final class UserFlowAnnotationCheck implements SmartInitializingSingleton {

	private final Workload workload;

	private final Supplier<Stream<HandlerMethod>> handlers;

	UserFlowAnnotationCheck(Workload workload, Supplier<Stream<HandlerMethod>> handlers) {
		this.workload = workload;
		this.handlers = handlers;
	}

	@Override
	public void afterSingletonsInstantiated() {
		var violations = this.handlers.get().flatMap(this::violationOf).distinct().toList();
		if (!violations.isEmpty()) {
			throw new InvalidWorkloadException(violations);
		}
	}

	private Stream<Violation> violationOf(HandlerMethod handler) {
		String name = FlowLookup.annotatedName(handler.getMethod(), handler.getBeanType());
		if (name == null || this.workload.flow(name) != null) {
			return Stream.empty();
		}
		return Stream.of(new Violation("@UserFlow on " + handler.getShortLogMessage(), name, "is not a declared flow",
				"Declare it under alwayson.flows or use one of " + this.workload.flows().keySet()));
	}

}
