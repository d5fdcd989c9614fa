package io.alwayson.telemetry.opentelemetry;

import java.util.List;

import io.alwayson.workload.context.WorkloadContext;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;

/**
 * Drops the spans of health checks, whoever begins them, and leaves all others to a
 * sampler of the application's choice. On a quiet system probes would be most of what is
 * stored.
 */
public final class ProbeSampler implements Sampler {

	private final Sampler sampler;

	/** Creates a sampler that leaves to the given one what is no probe. */
	public ProbeSampler(Sampler sampler) {
		this.sampler = sampler;
	}

	@Override
	public SamplingResult shouldSample(Context parentContext, String traceId, String name, SpanKind spanKind,
			Attributes attributes, List<LinkData> parentLinks) {
		return WorkloadContext.current().probe() ? SamplingResult.drop()
				: this.sampler.shouldSample(parentContext, traceId, name, spanKind, attributes, parentLinks);
	}

	@Override
	public String getDescription() {
		return "ProbeSampler{" + this.sampler.getDescription() + "}";
	}

	@Override
	public String toString() {
		return getDescription();
	}

}
