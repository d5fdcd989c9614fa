package io.alwayson.telemetry.opentelemetry;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import org.jspecify.annotations.Nullable;

/**
 * Whether a trace of an id would be sampled if it began here. Thread-safe.
 */
public final class HeadDecision implements Predicate<String> {

	private final @Nullable Sampler sampler;

	/**
	 * Creates the decision.
	 * @param sampler asked for roots; {@code null} where nothing is sampled anyway
	 */
	public HeadDecision(@Nullable Sampler sampler) {
		this.sampler = sampler;
	}

	/**
	 * With which probability a sampler takes a root.
	 * @param sampler {@code null} where nothing is sampled anyway
	 * @param configured what Boot's samplers by ratio were made with
	 * @return 1 for all other samplers: of those nobody knows
	 */
	public static double probability(@Nullable Sampler sampler, double configured) {
		Sampler ratio = Sampler.traceIdRatioBased(configured);
		return (sampler != null && Stream.of(ratio, Sampler.parentBased(ratio))
			.anyMatch((boots) -> boots.getDescription().equals(sampler.getDescription()))) ? configured : 1;
	}

	@Override
	public boolean test(String traceId) {
		return this.sampler != null && this.sampler
			.shouldSample(Context.root(), traceId, "", SpanKind.SERVER, Attributes.empty(), List.of())
			.getDecision() == SamplingDecision.RECORD_AND_SAMPLE;
	}

}
