package io.alwayson.test.azure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The secrets of a key vault, in memory, for Azure's own client: sets, gets and lists
 * them, and asks for a token as a vault does. It takes any token.
 *
 * <p>
 * Listens on a free port of 127.0.0.1 with HTTPS, because the client sends tokens over
 * nothing else. Clients must trust {@link #certificate()}, which is made for this run,
 * and be built with {@code disableChallengeResourceVerification()}, because the name of
 * the host is not a vault's. Deleted secrets, versions, keys and certificates are not
 * there. Thread-safe.
 */
public final class KeyVaultServer implements AutoCloseable {

	private static final String SECRETS = "/secrets";

	private static final int MAX_BODY = 64 * 1024;

	private static final int THREADS = 4;

	private static final String CHALLENGE = "Bearer authorization=\"https://login.microsoftonline.com/"
			+ "00000000-0000-0000-0000-000000000000\", resource=\"https://vault.azure.net\"";

	private final HttpsServer server;

	private final ExecutorService threads;

	private final X509Certificate certificate;

	private final JsonMapper json = new JsonMapper();

	private final Map<String, String> secrets = new ConcurrentSkipListMap<>();

	private final AtomicLong requests = new AtomicLong();

	private volatile @Nullable Fault fault;

	private volatile boolean cut;

	private KeyVaultServer(HttpsServer server, ExecutorService threads, X509Certificate certificate) {
		this.server = server;
		this.threads = threads;
		this.certificate = certificate;
	}

	/** Starts an empty vault. */
	public static KeyVaultServer start() {
		ServerCertificate certificate = ServerCertificate.create();
		try {
			HttpsServer server = HttpsServer
				.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }), 0), 0);
			server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
			ExecutorService threads = Executors.newFixedThreadPool(THREADS, (task) -> {
				Thread thread = new Thread(task, "alwayson-key-vault");
				thread.setDaemon(true);
				return thread;
			});
			server.setExecutor(threads);
			KeyVaultServer vault = new KeyVaultServer(server, threads, certificate.certificate());
			server.createContext("/", vault::handle);
			server.start();
			return vault;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The key vault could not listen on 127.0.0.1.", ex);
		}
	}

	/** Where clients find the vault: {@code https://localhost:port}. */
	public URI endpoint() {
		return URI.create("https://localhost:" + this.server.getAddress().getPort());
	}

	/** What clients must trust. */
	public X509Certificate certificate() {
		return this.certificate;
	}

	/** Puts a secret into the vault, as if it had been there. */
	public void put(String name, String value) {
		this.secrets.put(name, value);
	}

	/**
	 * Requests with a token, whatever became of them; those that are only answered with
	 * the challenge are not counted.
	 * @return how many since the start
	 */
	public long requests() {
		return this.requests.get();
	}

	/**
	 * Answers all requests with that status from now on.
	 * @param status 400 to 599
	 */
	public void respond(int status) {
		heal();
		this.fault = new Fault(status, null);
	}

	/**
	 * As {@link #respond(int)}, with a header {@code Retry-After}.
	 * @param status 400 to 599, often 429 or 503
	 * @param retryAfter seconds
	 */
	public void respond(int status, String retryAfter) {
		heal();
		this.fault = new Fault(status, retryAfter);
	}

	/** Ends each connection after half of the body of an answer, from now on. */
	public void cut() {
		this.fault = null;
		this.cut = true;
	}

	/** Removes the fault. */
	public void heal() {
		this.fault = null;
		this.cut = false;
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY);
			if (exchange.getRequestHeaders().getFirst("Authorization") == null) {
				exchange.getResponseHeaders().set("WWW-Authenticate", CHALLENGE);
				error(exchange, 401, "Unauthorized");
				return;
			}
			this.requests.incrementAndGet();
			Fault current = this.fault;
			if (current != null) {
				if (current.retryAfter() != null) {
					exchange.getResponseHeaders().set("Retry-After", current.retryAfter());
				}
				error(exchange, current.status(), "Fault");
				return;
			}
			serve(exchange, body);
		}
	}

	private void serve(HttpExchange exchange, byte[] body) throws IOException {
		String[] path = exchange.getRequestURI().getPath().split("/");
		String method = exchange.getRequestMethod();
		if (path.length == 2 && SECRETS.equals("/" + path[1]) && method.equals("GET")) {
			List<Map<String, Object>> found = new ArrayList<>();
			this.secrets.keySet().forEach((name) -> found.add(Map.of("id", id(name), "attributes", attributes())));
			answer(exchange, 200, Map.of("value", found));
		}
		else if (path.length >= 3 && SECRETS.equals("/" + path[1]) && method.equals("GET")) {
			String value = this.secrets.get(path[2]);
			if (value == null) {
				error(exchange, 404, "SecretNotFound");
				return;
			}
			secret(exchange, path[2], value);
		}
		else if (path.length == 3 && SECRETS.equals("/" + path[1]) && method.equals("PUT")) {
			String value = valueIn(body);
			if (value == null) {
				error(exchange, 400, "BadParameter");
				return;
			}
			this.secrets.put(path[2], value);
			secret(exchange, path[2], value);
		}
		else {
			error(exchange, 404, "NotFound");
		}
	}

	private @Nullable String valueIn(byte[] body) {
		try {
			JsonNode value = this.json.readTree(body).get("value");
			return (value != null && value.isString()) ? value.stringValue() : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private void secret(HttpExchange exchange, String name, String value) throws IOException {
		answer(exchange, 200,
				Map.of("id", id(name) + "/" + "0".repeat(32), "value", value, "attributes", attributes()));
	}

	private String id(String name) {
		return endpoint() + SECRETS + "/" + name;
	}

	private static Map<String, Object> attributes() {
		return Map.of("enabled", true, "created", 0, "updated", 0);
	}

	private void error(HttpExchange exchange, int status, String code) throws IOException {
		answer(exchange, status, Map.of("error", Map.of("code", code, "message", code)));
	}

	private void answer(HttpExchange exchange, int status, Map<String, ?> content) throws IOException {
		byte[] body = this.json.writeValueAsString(content).getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(status, body.length);
		// Of a body that is not complete the server ends the connection.
		exchange.getResponseBody().write(body, 0, this.cut ? body.length / 2 : body.length);
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	private record Fault(int status, @Nullable String retryAfter) {
	}

}
