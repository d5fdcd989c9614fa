package io.alwayson.telemetry.sampling;

import java.util.List;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;

/**
 * Has spans recorded that another sampler drops. They are still not sampled: nobody who
 * is called hears anything else.
 */
public final class KeepingSampler implements Sampler {

	private final Sampler sampler;

	/** Creates a sampler around the one that decides. */
	public KeepingSampler(Sampler sampler) {
		this.sampler = sampler;
	}

	@Override
	public SamplingResult shouldSample(Context parentContext, String traceId, String name, SpanKind spanKind,
			Attributes attributes, List<LinkData> parentLinks) {
		SamplingResult result = this.sampler.shouldSample(parentContext, traceId, name, spanKind, attributes,
				parentLinks);
		return (result.getDecision() == SamplingDecision.DROP) ? SamplingResult.recordOnly() : result;
	}

	@Override
	public String getDescription() {
		return "KeepingSampler{" + this.sampler.getDescription() + "}";
	}

	@Override
	public String toString() {
		return getDescription();
	}

}
