package io.alwayson.resilience.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.alwayson.resilience.Corridors;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.NettyDataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link BodyPrefix}: no buffer is lost, and none is kept.
 */
@Timeout(30)
class BodyPrefixTests {

	private final NettyDataBufferFactory buffers = new NettyDataBufferFactory(UnpooledByteBufAllocator.DEFAULT);

	private final List<NettyDataBuffer> made = new ArrayList<>();

	private final Sinks.Many<DataBuffer> wire = Sinks.many().unicast().onBackpressureBuffer();

	private final Corridors corridors = Corridors.toPrices();

	@AfterEach
	void close() {
		this.corridors.close();
		assertThat(this.made).allSatisfy((buffer) -> assertThat(buffer.getNativeBuffer().refCnt()).isZero());
	}

	@Test
	void shortBodyComesWhole() {
		send("one", "two");
		this.wire.tryEmitComplete();
		assertThat(text(read(100))).isEqualTo("onetwo");
	}

	@Test
	void longBodyComesWholeThoughItsBeginningIsReadAhead() {
		Mono<Flux<DataBuffer>> read = read(4);
		send("one", "two");
		Flux<DataBuffer> body = read.block();
		send("three");
		this.wire.tryEmitComplete();
		assertThat(text(Mono.just(body))).isEqualTo("onetwothree");
	}

	@Test
	void bodyThatBreaksOffInItsBeginningIsAFailureAndKeepsNothing() {
		send("one");
		this.wire.tryEmitError(new IOException("reset"));
		assertThatThrownBy(() -> read(100).block()).hasRootCauseMessage("reset");
	}

	@Test
	void bodyThatBreaksOffLaterIsItsReaders() {
		send("one", "two");
		Flux<DataBuffer> body = read(4).block();
		this.wire.tryEmitError(new IOException("reset"));
		assertThatThrownBy(() -> text(Mono.just(body))).hasRootCauseMessage("reset");
	}

	@Test
	void attemptThatIsGivenUpMeanwhileKeepsNothing() {
		Disposable reading = read(100).subscribe();
		send("one", "two");
		reading.dispose();
		send("three");
	}

	@Test
	void readerWhoLeavesKeepsNothing() {
		send("one", "two");
		Flux<DataBuffer> body = read(4).block();
		assertThat(body.take(1).map(BodyPrefixTests::consume).blockLast()).isEqualTo("one");
		send("three");
	}

	private void send(String... texts) {
		for (String text : texts) {
			NettyDataBuffer buffer = this.buffers.allocateBuffer(16);
			buffer.write(text.getBytes(StandardCharsets.UTF_8));
			this.made.add(buffer);
			if (this.wire.tryEmitNext(buffer).isFailure()) {
				// As a connection does whose response nobody reads.
				DataBufferUtils.release(buffer);
			}
		}
	}

	private Mono<Flux<DataBuffer>> read(int most) {
		Flux<DataBuffer> body = this.wire.asFlux().doOnDiscard(DataBuffer.class, DataBufferUtils::release);
		return BodyPrefix.read(body, most, this.corridors.build().corridor("prices"));
	}

	private static String text(Mono<Flux<DataBuffer>> read) {
		return read.flatMapMany((body) -> body.map(BodyPrefixTests::consume))
			.collectList()
			.map((texts) -> String.join("", texts))
			.block();
	}

	private static String consume(DataBuffer buffer) {
		String text = buffer.toString(StandardCharsets.UTF_8);
		DataBufferUtils.release(buffer);
		return text;
	}

}
