package io.alwayson.workload.web;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.alwayson.workload.UserFlow;
import io.alwayson.workload.Workload;
import io.alwayson.workload.context.CallContext;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.server.PathContainer;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Finds the flow of a request: by the annotation of its handler, else by the most
 * specific declared route. Immutable.
 */
public final class FlowLookup {

	private final Workload workload;

	private final List<CompiledRoute> routes;

	/** Compiles the declared routes. */
	public FlowLookup(Workload workload) {
		this.workload = workload;
		List<CompiledRoute> compiled = new ArrayList<>();
		for (UserFlow flow : workload.flows().values()) {
			for (UserFlow.Route route : flow.routes()) {
				compiled.add(new CompiledRoute(route.method(), PathPatternParser.defaultInstance.parse(route.pattern()),
						flow));
			}
		}
		compiled.sort(Comparator.comparing(CompiledRoute::pattern));
		this.routes = List.copyOf(compiled);
	}

	/** Whether there is anything to find. */
	public boolean isEmpty() {
		return this.workload.flows().isEmpty();
	}

	/**
	 * The flow of the most specific route that matches, or {@code null}. The path is
	 * within the application.
	 */
	@Nullable UserFlow byRoute(String method, PathContainer path) {
		for (CompiledRoute route : this.routes) {
			if ((route.method() == null || route.method().equals(method)) && route.pattern().matches(path)) {
				return route.flow();
			}
		}
		return null;
	}

	/** The flow that the handler's annotation names, or {@code null}. */
	@Nullable UserFlow byHandler(Object handler) {
		if (handler instanceof HandlerMethod handlerMethod) {
			String name = annotatedName(handlerMethod.getMethod(), handlerMethod.getBeanType());
			return (name != null) ? this.workload.flow(name) : null;
		}
		return null;
	}

	/** Name in the annotation of the method, else of its type, else {@code null}. */
	public static @Nullable String annotatedName(Method method, Class<?> type) {
		var annotation = AnnotatedElementUtils.findMergedAnnotation(method,
				io.alwayson.workload.context.UserFlow.class);
		if (annotation == null) {
			annotation = AnnotatedElementUtils.findMergedAnnotation(type, io.alwayson.workload.context.UserFlow.class);
		}
		return (annotation != null) ? annotation.value() : null;
	}

	static CallContext contextOf(CallContext outer, UserFlow flow) {
		return outer.withFlow(flow.name(), flow.criticality());
	}

	/**
	 * A declared route, ready to match.
	 */
	private record CompiledRoute(@Nullable String method, PathPattern pattern, UserFlow flow) {
	}

}
