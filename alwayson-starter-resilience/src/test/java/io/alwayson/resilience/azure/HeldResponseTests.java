package io.alwayson.resilience.azure;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HeldResponse}.
 */
class HeldResponseTests {

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void smallBodyIsReadAtOnceAndAsOftenAsAnybodyLikes(boolean synchronous) {
		HttpResponse held = hold(new Sent(HttpMethod.GET, "5", "small"), synchronous);
		assertThat(held).isInstanceOf(HeldResponse.class);
		assertThat(held.getStatusCode()).isEqualTo(200);
		for (int time = 0; time < 2; time++) {
			assertThat(held.getBodyAsString().block()).isEqualTo("small");
			assertThat(held.getBodyAsByteArray().block()).isEqualTo("small".getBytes());
			assertThat(held.getBodyAsBinaryData()).hasToString("small");
		}
	}

	@ParameterizedTest
	@CsvSource({ "GET,262145", "GET,", "GET,many", "HEAD,5" })
	void largeOrUnknownBodyIsLeftToItsReader(HttpMethod method, String length) {
		Sent sent = new Sent(method, length, "small");
		assertThat(hold(sent, true)).isSameAs(sent);
		assertThat(hold(sent, false)).isSameAs(sent);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void noBodyIsAnEmptyOne(boolean synchronous) {
		HttpResponse held = hold(new Sent(HttpMethod.PUT, "0", null), synchronous);
		assertThat(held.getBodyAsByteArray().block()).isEmpty();
	}

	@Test
	void rememberedResponseAnswersAnotherRequest() {
		HeldResponse held = (HeldResponse) HeldResponse.of(new Sent(HttpMethod.GET, "5", "small"));
		HttpRequest other = new HttpRequest(HttpMethod.GET, "https://contoso.vault.azure.net/secrets/one");
		assertThat(held.isRemembered()).isFalse();
		assertThat(held.remembered(other).isRemembered()).isTrue();
		assertThat(held.remembered(other).getRequest()).isSameAs(other);
	}

	private static HttpResponse hold(HttpResponse response, boolean synchronous) {
		return synchronous ? HeldResponse.of(response) : HeldResponse.ofLater(response).block();
	}

	/** As a transport sends it: its body can be read once. */
	private static final class Sent extends HttpResponse {

		private final HttpHeaders headers = new HttpHeaders();

		private final @Nullable String body;

		private boolean read;

		Sent(HttpMethod method, @Nullable String length, @Nullable String body) {
			super(new HttpRequest(method, "https://contoso.blob.core.windows.net/images/1"));
			this.body = body;
			if (length != null) {
				this.headers.set(HttpHeaderName.CONTENT_LENGTH, length);
			}
		}

		@Override
		public int getStatusCode() {
			return 200;
		}

		@Override
		@Deprecated
		public @Nullable String getHeaderValue(String name) {
			return this.headers.getValue(HttpHeaderName.fromString(name));
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

		@Override
		public Flux<ByteBuffer> getBody() {
			return Flux.defer(() -> {
				assertThat(this.read).isFalse();
				this.read = true;
				return Mono.justOrEmpty(this.body).map((text) -> ByteBuffer.wrap(text.getBytes()));
			});
		}

		@Override
		public Mono<byte[]> getBodyAsByteArray() {
			return Mono.justOrEmpty(this.body).map(String::getBytes);
		}

		@Override
		public Mono<String> getBodyAsString() {
			return Mono.justOrEmpty(this.body);
		}

		@Override
		public Mono<String> getBodyAsString(Charset charset) {
			return getBodyAsString();
		}

	}

}
