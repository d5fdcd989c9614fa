package io.alwayson.test.azure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link KeyVaultServer}, by its protocol. Azure's own client is tried on it
 * where it is on the class path: with the checks of the health starter.
 */
@Timeout(60)
class KeyVaultServerTests {

	private final KeyVaultServer vault = KeyVaultServer.start();

	private HttpClient client;

	@BeforeEach
	void trust() throws GeneralSecurityException, IOException {
		KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
		store.load(null);
		store.setCertificateEntry("vault", this.vault.certificate());
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(store);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		this.client = HttpClient.newBuilder().sslContext(context).build();
	}

	@AfterEach
	void stop() {
		this.vault.close();
	}

	@Test
	void whoBringsNoTokenIsToldWhereToGetOneAndIsNotCounted() throws Exception {
		HttpResponse<String> response = send(HttpRequest.newBuilder(uri("/secrets")));
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow()).startsWith("Bearer authorization=")
			.contains("resource=\"https://vault.azure.net\"");
		assertThat(this.vault.requests()).isZero();
	}

	@Test
	void whatIsSetIsGotAndListed() throws Exception {
		assertThat(get("/secrets").body()).isEqualTo("{\"value\":[]}");
		assertThat(set("one", "{\"value\":\"1\"}").statusCode()).isEqualTo(200);
		this.vault.put("two", "2");
		assertThat(get("/secrets/one").body()).contains("\"value\":\"1\"");
		assertThat(get("/secrets/two").body()).contains("\"value\":\"2\"");
		assertThat(get("/secrets").body()).contains(id("one"), id("two")).doesNotContain("\"1\"");
		assertThat(this.vault.requests()).isEqualTo(5);
	}

	@Test
	void whatIsNotThereIsNotFound() throws Exception {
		assertThat(get("/secrets/none").statusCode()).isEqualTo(404);
		assertThat(get("/keys").statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{}", "{\"value\":1}", "no json" })
	void whatIsNoSecretIsRefused(String body) throws Exception {
		assertThat(set("one", body).statusCode()).isEqualTo(400);
		assertThat(get("/secrets/one").statusCode()).isEqualTo(404);
	}

	@Test
	void faultsAreAnsweredUntilTheyAreHealed() throws Exception {
		this.vault.respond(503);
		assertThat(get("/secrets").statusCode()).isEqualTo(503);
		assertThat(get("/secrets").headers().firstValue("Retry-After")).isEmpty();
		this.vault.respond(429, "7");
		assertThat(get("/secrets").statusCode()).isEqualTo(429);
		assertThat(get("/secrets").headers().firstValue("Retry-After")).hasValue("7");
		this.vault.heal();
		assertThat(get("/secrets").statusCode()).isEqualTo(200);
	}

	@Test
	void nobodyElseTrustsIt() {
		assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(() -> HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(uri("/secrets")).build(), HttpResponse.BodyHandlers.ofString()));
	}

	private HttpResponse<String> get(String path) throws Exception {
		return send(authorized(path));
	}

	private HttpResponse<String> set(String name, String body) throws Exception {
		return send(authorized("/secrets/" + name).PUT(HttpRequest.BodyPublishers.ofString(body)));
	}

	private HttpRequest.Builder authorized(String path) {
		return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer any");
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
		return this.client.send(request.timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString());
	}

	private String id(String name) {
		return "\"id\":\"" + uri("/secrets/" + name) + "\"";
	}

	private URI uri(String path) {
		return this.vault.endpoint().resolve(path);
	}

}
