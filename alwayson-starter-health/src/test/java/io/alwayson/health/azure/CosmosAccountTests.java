package io.alwayson.health.azure;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.sun.net.httpserver.HttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CosmosAccount}.
 */
@Timeout(60)
class CosmosAccountTests {

	private static final AccountRegions ONE = new AccountRegions(List.of("West Europe"), List.of("West Europe"));

	private final AtomicLong nanoTime = new AtomicLong();

	private final List<String> authorizations = new CopyOnWriteArrayList<>();

	private volatile int status = 200;

	private HttpServer server;

	@BeforeEach
	void start() throws Exception {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }), 0),
				0);
		this.server.createContext("/", (exchange) -> {
			this.authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
			byte[] body = """
					{"readableLocations": [{"name": "West Europe"}], "writableLocations": [{"name": "West Europe"}]}"""
				.getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(this.status, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	@Test
	void theFirstAnswerIsWaitedForAndLastsForFiveMinutes() throws Exception {
		CosmosAccount account = account((request) -> token());
		assertThat(account.regions()).isEqualTo(ONE);
		pass(Duration.ofMinutes(5).minusNanos(1));
		assertThat(account.regions()).isEqualTo(ONE);
		assertThat(this.authorizations).containsExactly("type%3Daad%26ver%3D1.0%26sig%3Dt.o-k_n");
		pass(Duration.ofNanos(1));
		account.regions();
		Awaitility.await().until(() -> this.authorizations.size() == 2);
	}

	@Test
	void anAccountThatDoesNotTellIsAskedAgainAndWhatWasToldLastStays() throws Exception {
		this.status = 503;
		CosmosAccount account = account((request) -> token());
		assertThat(account.regions()).isEqualTo(AccountRegions.UNKNOWN);
		this.status = 200;
		pass(Duration.ofSeconds(30));
		Awaitility.await().until(() -> account.regions().equals(ONE));
		this.status = 503;
		Awaitility.await().until(() -> {
			pass(Duration.ofMinutes(5));
			account.regions();
			return this.authorizations.size() >= 3;
		});
		assertThat(account.regions()).isEqualTo(ONE);
	}

	@Test
	void whereThereIsNoTokenForTheAccountOneForTheServiceWillDo() throws Exception {
		CosmosAccount account = account(
				(request) -> request.getScopes().equals(List.of("https://cosmos.azure.com/.default")) ? token()
						: Mono.error(new IllegalStateException("AADSTS500011")));
		assertThat(account.regions()).isEqualTo(ONE);
	}

	@Test
	void withoutACredentialNothingIsAsked() throws Exception {
		assertThat(account(null).regions()).isEqualTo(AccountRegions.UNKNOWN);
		assertThat(this.authorizations).isEmpty();
	}

	private void pass(Duration time) {
		this.nanoTime.addAndGet(time.toNanos());
	}

	private static Mono<AccessToken> token() {
		return Mono.just(new AccessToken("t.o-k_n", OffsetDateTime.now().plusHours(1)));
	}

	/** So patient that a busy machine does not matter. */
	private CosmosAccount account(TokenCredential credential) {
		return new CosmosAccount("db", URI.create("http://127.0.0.1:" + this.server.getAddress().getPort()),
				Duration.ofSeconds(40), () -> credential, this.nanoTime::get);
	}

}
