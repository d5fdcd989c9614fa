package io.alwayson.telemetry.opentelemetry;

import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.WorkloadContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProbeSampler}.
 */
class ProbeSamplerTests {

	private final Tracer tracer = SdkTracerProvider.builder()
		.setSampler(new ProbeSampler(Sampler.parentBased(Sampler.alwaysOn())))
		.build()
		.get("test");

	@Test
	void spansOfProbesAreDroppedWithWhatIsBelowThem() {
		WorkloadContext.Scope probe = WorkloadContext.open(CallContext.PROBE);
		Span span = this.tracer.spanBuilder("probe").startSpan();
		probe.close();
		assertThat(span.isRecording()).isFalse();
		// As on another thread, to which the trace went and the mark did not.
		Scope scope = span.makeCurrent();
		assertThat(this.tracer.spanBuilder("below").startSpan().isRecording()).isFalse();
		scope.close();
	}

	@Test
	void otherSpansAreLeftToTheSampler() {
		assertThat(this.tracer.spanBuilder("request").startSpan().isRecording()).isTrue();
		assertThat(new ProbeSampler(Sampler.alwaysOff()).getDescription()).isEqualTo("ProbeSampler{AlwaysOffSampler}");
	}

}
