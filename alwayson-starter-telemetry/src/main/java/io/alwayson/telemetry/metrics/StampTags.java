package io.alwayson.telemetry.metrics;

import java.util.List;
import java.util.Set;

import io.alwayson.telemetry.StampIdentity;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;

import org.springframework.boot.micrometer.metrics.autoconfigure.MeterRegistryCustomizer;

/**
 * Puts the stamp as common tags on registries that do not know it otherwise. Registries
 * with a resource say it there, once; a composite has no rows of its own.
 */
public final class StampTags implements MeterRegistryCustomizer<MeterRegistry> {

	private static final Set<String> WITH_RESOURCE = Set.of("io.micrometer.registry.otlp.OtlpMeterRegistry",
			"io.opentelemetry.instrumentation.micrometer.v1_5.OpenTelemetryMeterRegistry");

	private final List<Tag> tags;

	/**
	 * Creates the customizer.
	 * @param taken names of tags that the user set, which win
	 */
	public StampTags(StampIdentity identity, Set<String> taken) {
		this.tags = identity.tags()
			.entrySet()
			.stream()
			.filter((tag) -> !taken.contains(tag.getKey()))
			.map((tag) -> Tag.of(tag.getKey(), tag.getValue()))
			.toList();
	}

	@Override
	public void customize(MeterRegistry registry) {
		if (!(registry instanceof CompositeMeterRegistry) && !WITH_RESOURCE.contains(registry.getClass().getName())) {
			registry.config().commonTags(this.tags);
		}
	}

}
