package io.alwayson.telemetry.sampling;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.alwayson.telemetry.Declaration;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is kept of traces, whatever the sampler says.
 */
class KeepingSpanProcessorTests {

	private static final AttributeKey<String> KEPT = AttributeKey.stringKey("alwayson.kept");

	private static final AttributeKey<Double> WEIGHT = AttributeKey.doubleKey("alwayson.sample.weight");

	private final Sink sink = new Sink();

	private final KeepCounts counts = new KeepCounts();

	private final AtomicLong nanos = new AtomicLong();

	private KeepingSpanProcessor processor;

	@Test
	void failedRootIsKeptWithItsWholeTree() {
		Tracer tracer = tracer(Sampler.parentBased(Sampler.alwaysOff()));
		Span root = server(tracer);
		Span child = tracer.spanBuilder("child").setParent(Context.root().with(root)).startSpan();
		Span grandchild = tracer.spanBuilder("grandchild").setParent(Context.root().with(child)).startSpan();
		assertThat(root.isRecording()).isTrue();
		assertThat(root.getSpanContext().isSampled()).isFalse();
		grandchild.end();
		child.end();
		root.setStatus(StatusCode.ERROR).end();
		assertThat(this.sink.data()).extracting(SpanData::getName).containsExactly("grandchild", "child", "root");
		assertThat(this.sink.data()).allSatisfy((span) -> {
			assertThat(span.getSpanContext().isSampled()).isTrue();
			assertThat(span.getTraceId()).isEqualTo(root.getSpanContext().getTraceId());
			assertThat(span.getAttributes().get(KEPT)).isEqualTo("error");
			assertThat(span.getAttributes().get(WEIGHT)).isNull();
			assertThat(span.getTotalAttributeCount()).isEqualTo(span.getAttributes().size());
		});
		assertThat(this.sink.data().get(0).getParentSpanId()).isEqualTo(child.getSpanContext().getSpanId());
		assertThat(this.counts.count(KeepReason.ERROR)).isEqualTo(1);
	}

	@Test
	void whatDoesNotMatterGoesNowhere() {
		Tracer tracer = tracer(Sampler.alwaysOff());
		Span root = server(tracer);
		tracer.spanBuilder("child").setParent(Context.root().with(root)).startSpan().end();
		root.end();
		assertThat(this.sink.spans).isEmpty();
	}

	@Test
	void whatWasSampledSaysHowManyItStandsFor() {
		server(tracer(Sampler.alwaysOn())).end();
		assertThat(this.sink.data()).singleElement().satisfies((span) -> {
			assertThat(span.getAttributes().get(WEIGHT)).isEqualTo(10.0);
			assertThat(span.getAttributes().get(KEPT)).isNull();
		});
	}

	/** It would have been kept in any case, so it stands for itself. */
	@Test
	void sampledRootThatMattersHasTheWeightOne() {
		server(tracer(Sampler.alwaysOn())).setStatus(StatusCode.ERROR).end();
		assertThat(this.sink.data()).singleElement().satisfies((span) -> {
			assertThat(span.getAttributes().get(WEIGHT)).isNull();
			assertThat(span.getAttributes().get(KEPT)).isEqualTo("error");
		});
	}

	@ParameterizedTest
	@CsvSource({ "status,500,error", "status,503,error", "http.response.status_code,504,error", "status,404,",
			"status,429,", "status,200,", "status,UNKNOWN,error" })
	void statusOfTheAnswerSaysWhetherTheRootFailed(String key, String value, String reason) {
		server(tracer(Sampler.alwaysOff())).setAttribute(key, value).setStatus(StatusCode.ERROR).end();
		assertThat(reason()).isEqualTo(reason);
	}

	@ParameterizedTest
	@CsvSource({ "404,", "409,", "412,", "429,dependency", "408,dependency", "503,dependency", ",dependency" })
	void failureOfADependencyIsKeptAndAnAnswerIsNone(String status, String reason) {
		Tracer tracer = tracer(Sampler.alwaysOff());
		Span root = server(tracer);
		Span call = tracer.spanBuilder("call")
			.setSpanKind(SpanKind.CLIENT)
			.setParent(Context.root().with(root))
			.startSpan();
		if (status != null) {
			call.setAttribute("http.response.status_code", Long.parseLong(status));
		}
		call.setStatus(StatusCode.ERROR).end();
		root.end();
		assertThat(reason()).isEqualTo(reason);
	}

	@Test
	void whatWasRejectedIsKept() {
		server(tracer(Sampler.alwaysOff())).addEvent("alwayson.rejection prices circuit_breaker").end();
		assertThat(reason()).isEqualTo("rejected");
	}

	@ParameterizedTest
	@CsvSource({ "buy,300,slow", "buy,150,", "browse,300,", "browse,1100,slow", ",1100,slow" })
	void slowIsWhatTakesLongerThanTheObjectiveOfTheFlow(String flow, long millis, String reason) {
		Span root = server(tracer(Sampler.alwaysOff()));
		if (flow != null) {
			root.setAttribute("alwayson.flow", flow);
		}
		this.nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
		root.end();
		assertThat(reason()).isEqualTo(reason);
	}

	@Test
	void onlyRequestsAreSlow() {
		Span root = tracer(Sampler.alwaysOff()).spanBuilder("nightly job").startSpan();
		this.nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
		root.end();
		assertThat(this.sink.spans).isEmpty();
	}

	@Test
	void whatEndsAfterTheRootFollowsIt() {
		Tracer tracer = tracer(Sampler.alwaysOff());
		Span failed = server(tracer);
		Span afterFailed = tracer.spanBuilder("late").setParent(Context.root().with(failed)).startSpan();
		failed.setStatus(StatusCode.ERROR).end();
		afterFailed.end();
		assertThat(this.sink.data()).extracting(SpanData::getName).containsExactly("root", "late");
		Span good = server(tracer);
		Span afterGood = tracer.spanBuilder("late").setParent(Context.root().with(good)).startSpan();
		good.end();
		afterGood.setStatus(StatusCode.ERROR).end();
		assertThat(this.sink.spans).hasSize(2);
	}

	@Test
	void rootsOfOneTraceAreDecidedEachForItself() {
		Tracer tracer = tracer(Sampler.alwaysOff());
		Context caller = Context.root()
			.with(Span.wrap(SpanContext.createFromRemoteParent("12345678901234567890123456789012", "1234567890123456",
					TraceFlags.getDefault(), TraceState.getDefault())));
		Span good = tracer.spanBuilder("good").setParent(caller).startSpan();
		Span bad = tracer.spanBuilder("bad").setParent(caller).startSpan();
		good.end();
		bad.setStatus(StatusCode.ERROR).end();
		assertThat(this.sink.data()).extracting(SpanData::getName).containsExactly("bad");
	}

	@Test
	void beyondTheRateOnlyWhatWasSampledGoesOut() {
		Tracer tracer = tracer(Sampler.alwaysOff());
		for (int i = 0; i < 120; i++) {
			server(tracer).setStatus(StatusCode.ERROR).end();
		}
		// Ten seconds' worth of ten per second.
		assertThat(this.sink.spans).hasSize(100);
		assertThat(this.counts.countRefused()).isEqualTo(20);
		this.nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
		for (int i = 0; i < 20; i++) {
			server(tracer).setStatus(StatusCode.ERROR).end();
		}
		assertThat(this.sink.spans).hasSize(110);
		this.sink.spans.clear();
		server(tracer(Sampler.alwaysOn())).end();
		assertThat(this.sink.data()).singleElement()
			.satisfies((span) -> assertThat(span.getAttributes().get(WEIGHT)).isEqualTo(10.0));
	}

	@Test
	void rootWithTooManySpansIsDecidedBeforeItEnds() {
		Tracer tracer = tracer(Sampler.alwaysOff());
		Span root = server(tracer);
		tracer.spanBuilder("failed").setParent(Context.root().with(root)).startSpan().setStatus(StatusCode.ERROR).end();
		for (int i = 0; i < 499; i++) {
			tracer.spanBuilder("child").setParent(Context.root().with(root)).startSpan().end();
		}
		assertThat(this.sink.spans).hasSize(500);
		assertThat(this.counts.countCut()).isEqualTo(1);
		root.end();
		assertThat(this.sink.spans).hasSize(501);
		assertThat(this.processor.held()).isZero();
	}

	@Test
	void oldestRootIsLetGoWhenTooMuchIsHeld() {
		Tracer tracer = tracer(Sampler.alwaysOff());
		List<Span> roots = new ArrayList<>();
		for (int root = 0; root < 50; root++) {
			Span begun = server(tracer);
			roots.add(begun);
			for (int child = 0; child < 450; child++) {
				tracer.spanBuilder("child").setParent(Context.root().with(begun)).startSpan().end();
			}
		}
		assertThat(this.processor.held()).isLessThanOrEqualTo(20_000);
		assertThat(this.counts.countCut()).isEqualTo(6);
		roots.forEach((root) -> root.setStatus(StatusCode.ERROR).end());
		assertThat(this.processor.held()).isZero();
		assertThat(this.sink.spans).hasSize(44 * 451);
	}

	@Test
	void rootsThatNeverEndAreForgotten() {
		Tracer tracer = tracer(Sampler.alwaysOn());
		for (int root = 0; root < 10_100; root++) {
			Span begun = server(tracer);
			tracer.spanBuilder("child").setParent(Context.root().with(begun)).startSpan().end();
		}
		assertThat(this.processor.held()).isLessThanOrEqualTo(10_000);
		assertThat(this.sink.spans).hasSize(100);
		assertThat(this.processor.tracked()).isEqualTo(10_000);
	}

	@Test
	void whatIsUnderWayAtTheEndGoesOutAsItWasSampled() {
		Tracer tracer = tracer(Sampler.alwaysOn());
		tracer.spanBuilder("child").setParent(Context.root().with(server(tracer))).startSpan().end();
		assertThat(this.sink.spans).isEmpty();
		this.processor.shutdown();
		assertThat(this.sink.data()).extracting(SpanData::getName).containsExactly("child");
	}

	@Test
	void nothingIsLostOrLeftBehindWhenManyEndTogether() throws Exception {
		Tracer tracer = tracer(Sampler.alwaysOff());
		ExecutorService threads = Executors.newFixedThreadPool(4);
		List<Future<?>> ends = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			Span root = server(tracer);
			for (int child = 0; child < 20; child++) {
				Span begun = tracer.spanBuilder("child").setParent(Context.root().with(root)).startSpan();
				ends.add(threads.submit(() -> begun.end()));
			}
			ends.add(threads.submit(() -> root.setStatus(StatusCode.ERROR).end()));
		}
		for (Future<?> end : ends) {
			end.get(10, TimeUnit.SECONDS);
		}
		threads.shutdownNow();
		assertThat(this.sink.spans).hasSize(50 * 21);
		assertThat(this.processor.held()).isZero();
		assertThat(this.processor.tracked()).isZero();
	}

	private String reason() {
		return this.sink.data().isEmpty() ? null : this.sink.data().get(0).getAttributes().get(KEPT);
	}

	private static Span server(Tracer tracer) {
		return tracer.spanBuilder("root").setSpanKind(SpanKind.SERVER).setNoParent().startSpan();
	}

	private Tracer tracer(Sampler sampler) {
		KeepRules rules = new KeepRules(Declaration.of("flows.buy.objective.latency=200ms",
				"flows.buy.objective.availability=99.9", "flows.browse.criticality=low"), Duration.ofSeconds(1));
		this.processor = new KeepingSpanProcessor(this.sink, rules, new KeepLimit(10, this.nanos::get), this.counts,
				0.1);
		return SdkTracerProvider.builder()
			.setSampler(new KeepingSampler(sampler))
			.addSpanProcessor(this.processor)
			.setClock(new Clock() {

				@Override
				public long now() {
					return KeepingSpanProcessorTests.this.nanos.get();
				}

				@Override
				public long nanoTime() {
					return KeepingSpanProcessorTests.this.nanos.get();
				}

			})
			.build()
			.get("test");
	}

	private static final class Sink implements SpanProcessor {

		private final List<ReadableSpan> spans = new CopyOnWriteArrayList<>();

		List<SpanData> data() {
			return this.spans.stream().map(ReadableSpan::toSpanData).toList();
		}

		@Override
		public void onStart(Context parentContext, ReadWriteSpan span) {
			throw new IllegalStateException("Sinks are not told of it");
		}

		@Override
		public boolean isStartRequired() {
			return false;
		}

		@Override
		public void onEnd(ReadableSpan span) {
			this.spans.add(span);
		}

		@Override
		public boolean isEndRequired() {
			return true;
		}

	}

}
