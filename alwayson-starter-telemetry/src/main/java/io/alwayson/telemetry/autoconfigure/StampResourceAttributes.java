package io.alwayson.telemetry.autoconfigure;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.alwayson.telemetry.StampIdentity;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetryProperties;

/**
 * Adds the stamp to the resource attributes that Boot reads, for the SDK and for the
 * metrics that go out by OTLP alike. What the user says there or in
 * {@code OTEL_RESOURCE_ATTRIBUTES} wins.
 */
final class StampResourceAttributes implements BeanPostProcessor {

	private final ObjectProvider<StampIdentity> identity;

	private final UnaryOperator<@Nullable String> variables;

	StampResourceAttributes(ObjectProvider<StampIdentity> identity, UnaryOperator<@Nullable String> variables) {
		this.identity = identity;
		this.variables = variables;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof OpenTelemetryProperties properties) {
			Map<String, String> attributes = new HashMap<>(this.identity.getObject().resourceAttributes());
			// Boot lets its keys win over the variable, so ours must make way for it.
			attributes.keySet().removeAll(namesIn(this.variables.apply("OTEL_RESOURCE_ATTRIBUTES")));
			attributes.putAll(properties.getResourceAttributes());
			properties.setResourceAttributes(attributes);
		}
		return bean;
	}

	private static Set<String> namesIn(@Nullable String attributes) {
		if (attributes == null) {
			return Set.of();
		}
		return Stream.of(attributes.split(","))
			.map((attribute) -> attribute.split("=", 2)[0].trim())
			.collect(Collectors.toSet());
	}

}
