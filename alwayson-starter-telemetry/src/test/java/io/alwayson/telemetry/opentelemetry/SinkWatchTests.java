package io.alwayson.telemetry.opentelemetry;

import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.Mockito;
import org.slf4j.Logger;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is known of a sink that loses something.
 */
@Timeout(30)
class SinkWatchTests {

	private static final String LINE = "The sink {} takes no {}{}. What is lost is counted in alwayson.telemetry.lost, and said here once";

	private final AtomicLong nanos = new AtomicLong();

	private final Logger logger = Mockito.mock(Logger.class);

	private final SinkWatch watch = new SinkWatch("a sink", "spans", this.nanos::get, this.logger);

	@Test
	void whatASinkDoesNotTakeIsCounted() {
		this.watch.watch(3, CompletableResultCode.ofFailure());
		this.watch.watch(5, CompletableResultCode.ofSuccess());
		this.watch.watch(4, CompletableResultCode.ofFailure());
		assertThat(this.watch.failed()).isEqualTo(7);
		assertThat(this.watch.dropped()).isZero();
	}

	@Test
	void sinkThatTakesNothingIsSaidOnce() {
		for (int i = 0; i < 10; i++) {
			this.watch.watch(1, CompletableResultCode.ofExceptionalFailure(new IllegalStateException("refused")));
		}
		Mockito.verify(this.logger, Mockito.times(1))
			.warn(LINE, "String", "spans", ": java.lang.IllegalStateException: refused");
		this.watch.watch(1, CompletableResultCode.ofSuccess());
		Mockito.verify(this.logger).info("The sink {} takes {} again", "String", "spans");
	}

	@Test
	void sinkThatComesAndGoesIsSaidOnceAMinute() {
		for (int i = 0; i < 10; i++) {
			this.watch.watch(1, CompletableResultCode.ofFailure());
			this.watch.watch(1, CompletableResultCode.ofSuccess());
		}
		Mockito.verify(this.logger, Mockito.times(1)).warn(LINE, "String", "spans", "");
		this.nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
		this.watch.watch(1, CompletableResultCode.ofFailure());
		Mockito.verify(this.logger, Mockito.times(2)).warn(LINE, "String", "spans", "");
	}

	@Test
	void whatFindsTheQueueFullIsCounted() throws Exception {
		CountDownLatch taken = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		SpanExporter stuck = new StuckExporter(taken, released);
		try (SdkTracerProvider provider = SdkTracerProvider.builder()
			.addSpanProcessor(BatchSpanProcessor.builder(new WatchedSpanExporter(stuck, this.watch))
				.setMaxQueueSize(8)
				.setMaxExportBatchSize(1)
				.setMeterProvider(this.watch.drops().meters())
				.build())
			.build()) {
			provider.get("test").spanBuilder("first").startSpan().end();
			taken.await();
			for (int i = 0; i < 20; i++) {
				provider.get("test").spanBuilder("next").startSpan().end();
			}
			assertThat(this.watch.dropped()).isEqualTo(12);
			assertThat(this.watch.dropped()).isEqualTo(12);
			released.countDown();
		}
	}

	/** Keeps the processor's thread until it may go. */
	private record StuckExporter(CountDownLatch taken, CountDownLatch released) implements SpanExporter {

		@Override
		public CompletableResultCode export(Collection<SpanData> spans) {
			this.taken.countDown();
			try {
				this.released.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode flush() {
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode shutdown() {
			return CompletableResultCode.ofSuccess();
		}

	}

}
