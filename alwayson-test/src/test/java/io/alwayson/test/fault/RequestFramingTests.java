package io.alwayson.test.fault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.alwayson.test.fault.RequestFraming.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RequestFraming}.
 */
class RequestFramingTests {

	private static final String GET = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

	private static final String FIXED = "POST /b HTTP/1.1\r\ncontent-length: 29\r\n\r\nGET /no HTTP/1.1\r\nHost: y\r\n\r\n";

	private static final String CHUNKED = "PUT /c HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"
			+ "5;name=value\r\nGET /\r\n1D\r\nGET /no HTTP/1.1\r\nHost: y\r\n\r\n\r\n0\r\nTrailer: z\r\n\r\n";

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 7, 16, 1000 })
	void pipelinedRequestsAreToldApartWhateverTheSizesInWhichTheyArrive(int size) {
		String stream = GET + FIXED + "\r\n" + CHUNKED + GET;
		assertThat(events(stream, size)).containsExactly(Event.HEAD, Event.END, Event.HEAD, Event.END, Event.HEAD,
				Event.END, Event.HEAD, Event.END);
	}

	@ParameterizedTest
	@ValueSource(strings = { "AMQP\0\1\0\0", "\u0016\u0003\u0001", "*3\r\n$3\r\nSET\r\n", "EHLO example\r\n",
			"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET /a HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
			"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n" })
	void whatIsNoHttpIsOpaqueForGood(String stream) {
		assertThat(events(stream + GET, 1000)).contains(Event.OPAQUE).doesNotContain(Event.END);
		assertThat(events(stream + GET, 1)).contains(Event.OPAQUE).doesNotContain(Event.END);
	}

	@Test
	void aHeadWithoutEndIsGivenUp() {
		assertThat(events("GET /a HTTP/1.1\r\nX: " + "x".repeat(70_000), 1000)).containsExactly(Event.OPAQUE);
	}

	@Test
	void theEventStopsWhereTheRequestEnds() {
		RequestFraming framing = new RequestFraming();
		ByteBuffer bytes = bytes(GET + GET);
		assertThat(framing.idle()).isTrue();
		assertThat(framing.advance(bytes)).isEqualTo(Event.HEAD);
		assertThat(framing.eventPending()).isTrue();
		assertThat(framing.advance(bytes)).isEqualTo(Event.END);
		assertThat(framing.idle()).isTrue();
		assertThat(bytes.position()).isEqualTo(GET.length());
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
			"GET / HTTP/1.1\r\nConnection: Upgrade, Close\r\n\r\n" })
	void theRequestSaysWhetherTheConnectionCloses(String request) {
		RequestFraming framing = new RequestFraming();
		framing.advance(bytes(request));
		assertThat(framing.closes()).isTrue();
	}

	private static List<Event> events(String stream, int size) {
		RequestFraming framing = new RequestFraming();
		List<Event> events = new ArrayList<>();
		ByteBuffer all = bytes(stream);
		for (int at = 0; at < all.capacity(); at += size) {
			ByteBuffer part = all.duplicate().position(at).limit(Math.min(at + size, all.capacity()));
			while (part.hasRemaining() || framing.eventPending()) {
				Event event = framing.advance(part);
				if (event != Event.MORE) {
					events.add(event);
				}
			}
		}
		return events;
	}

	private static ByteBuffer bytes(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
	}

}
