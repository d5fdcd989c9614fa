package io.alwayson.resilience.azure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import io.alwayson.resilience.FailedCall;
import io.alwayson.workload.context.CallOutcome.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link KnownSecrets}, in time of their own.
 */
class KnownSecretsTests {

	private static final String SECRET = "https://contoso.vault.azure.net/secrets/one?api-version=7.6";

	private final AtomicLong time = new AtomicLong();

	private final AtomicInteger status = new AtomicInteger(200);

	private final List<HttpMethod> arrivals = new ArrayList<>();

	private final KnownSecrets known = new KnownSecrets(this.time::get);

	private final HttpPipeline pipeline = new HttpPipelineBuilder().policies(this.known.policy())
		.httpClient(new Vault())
		.build();

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void freshSecretIsGivenWithoutARequest(boolean synchronous) {
		assertThat(get(SECRET, synchronous)).isEqualTo("value 1");
		assertThat(get(SECRET, synchronous)).isEqualTo("value 1");
		this.time.addAndGet(KnownSecrets.FRESH.toNanos());
		assertThat(get(SECRET, synchronous)).isEqualTo("value 2");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatIsWrittenIsReadAnew(boolean synchronous) {
		get(SECRET, synchronous);
		send(HttpMethod.PUT, SECRET, synchronous);
		assertThat(get(SECRET, synchronous)).isEqualTo("value 3");
	}

	@Test
	void versionsAreNotTakenForOneAnother() {
		get(SECRET, true);
		assertThat(get("https://contoso.vault.azure.net/secrets/one/v1?api-version=7.6", true)).isEqualTo("value 2");
	}

	@Test
	void listsAreNotKept() {
		for (String list : List.of("secrets", "secrets/one/versions", "deletedsecrets/one", "keys/one")) {
			get("https://contoso.vault.azure.net/" + list, true);
			get("https://contoso.vault.azure.net/" + list, true);
		}
		assertThat(this.arrivals).hasSize(8);
	}

	@Test
	void failuresAreNotKept() {
		this.status.set(404);
		get(SECRET, true);
		this.status.set(200);
		assertThat(get(SECRET, true)).isEqualTo("value 2");
	}

	@Test
	void lastKnownSecretIsGivenWhereTheVaultFailsHoweverOldItIs() {
		get(SECRET, true);
		this.time.addAndGet(KnownSecrets.FRESH.toNanos() * 1000);
		HttpResponse answer = (HttpResponse) this.known.answer(failed(HttpMethod.GET, SECRET));
		assertThat(answer.getBodyAsString().block()).isEqualTo("value 1");
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 403, 404, 410 })
	void secretThatIsTakenAwayIsForgotten(int refusal) {
		get(SECRET, true);
		this.time.addAndGet(KnownSecrets.FRESH.toNanos());
		this.status.set(refusal);
		get(SECRET, true);
		assertThatIllegalStateException().isThrownBy(() -> this.known.answer(failed(HttpMethod.GET, SECRET)));
	}

	@Test
	void whatIsNotKnownIsDeclined() {
		get(SECRET, true);
		assertThatIllegalStateException().isThrownBy(() -> this.known.answer(failed(HttpMethod.PUT, SECRET)));
		assertThatIllegalStateException()
			.isThrownBy(() -> this.known.answer(failed(HttpMethod.GET, SECRET.replace("one", "two"))));
	}

	@Test
	void memoryIsBounded() {
		for (int secret = 0; secret < 1001; secret++) {
			get(SECRET.replace("one", "s" + secret), true);
		}
		get(SECRET.replace("one", "s999"), true);
		assertThat(this.arrivals).hasSize(1001);
		get(SECRET.replace("one", "s1000"), true);
		assertThat(this.arrivals).hasSize(1002);
	}

	private static FailedCall failed(HttpMethod method, String url) {
		return new FailedCall("secrets", Operation.READ, new HttpRequest(method, url), null, null);
	}

	private String get(String url, boolean synchronous) {
		return send(HttpMethod.GET, url, synchronous).getBodyAsString().block();
	}

	private HttpResponse send(HttpMethod method, String url, boolean synchronous) {
		HttpRequest request = new HttpRequest(method, url);
		return synchronous ? this.pipeline.sendSync(request, Context.NONE) : this.pipeline.send(request).block();
	}

	/** Gives another value each time, read as the attempt reads it. */
	private final class Vault implements HttpClient {

		@Override
		public Mono<HttpResponse> send(HttpRequest request) {
			KnownSecretsTests.this.arrivals.add(request.getHttpMethod());
			byte[] body = ("value " + KnownSecretsTests.this.arrivals.size()).getBytes();
			return Mono.just(new HeldResponse(request, KnownSecretsTests.this.status.get(), new HttpHeaders(), body));
		}

	}

}
