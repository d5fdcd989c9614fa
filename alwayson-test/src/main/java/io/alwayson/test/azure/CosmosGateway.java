package io.alwayson.test.azure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Passes requests on to the emulator, and describes the account as one with regions.
 */
final class CosmosGateway implements AutoCloseable {

	private static final int THREADS = 16;

	private static final int MAX_BODY = 4 * 1024 * 1024;

	private static final Duration LIMIT = Duration.ofSeconds(30);

	/** They belong to one connection, or are set by the one who sends. */
	private static final Set<String> OWN_HEADERS = Set.of("connection", "content-length", "expect", "host",
			"http2-settings", "transfer-encoding", "upgrade");

	private final URI target;

	private final HttpServer server;

	private final ExecutorService threads;

	private final HttpClient client = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(LIMIT)
		.build();

	private final JsonMapper json = new JsonMapper();

	private volatile List<Location> locations = List.of();

	private volatile boolean multipleWrites;

	private CosmosGateway(URI target, HttpServer server, ExecutorService threads) {
		this.target = target;
		this.server = server;
		this.threads = threads;
	}

	static CosmosGateway to(URI target) {
		try {
			HttpServer server = HttpServer
				.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }), 0), 0);
			ExecutorService threads = Executors.newFixedThreadPool(THREADS, (task) -> {
				Thread thread = new Thread(task, "alwayson-cosmos-gateway");
				thread.setDaemon(true);
				return thread;
			});
			server.setExecutor(threads);
			CosmosGateway gateway = new CosmosGateway(target, server, threads);
			server.createContext("/", gateway::handle);
			server.start();
			return gateway;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The Cosmos DB account could not listen on 127.0.0.1.", ex);
		}
	}

	URI uri() {
		return URI.create("http://localhost:" + this.server.getAddress().getPort());
	}

	/**
	 * From now on the account has these regions, and is written to in the first or all.
	 */
	void describe(List<Location> locations, boolean multipleWrites) {
		this.locations = List.copyOf(locations);
		this.multipleWrites = multipleWrites;
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY);
			HttpResponse<byte[]> response = this.client.send(request(exchange, body),
					HttpResponse.BodyHandlers.ofByteArray());
			boolean account = exchange.getRequestMethod().equals("GET")
					&& exchange.getRequestURI().getPath().equals("/");
			answer(exchange, response, account ? described(response.body()) : response.body());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private HttpRequest request(HttpExchange exchange, byte[] body) {
		HttpRequest.Builder request = HttpRequest.newBuilder(this.target.resolve(exchange.getRequestURI().getRawPath()))
			.timeout(LIMIT)
			.method(exchange.getRequestMethod(), (body.length > 0) ? HttpRequest.BodyPublishers.ofByteArray(body)
					: HttpRequest.BodyPublishers.noBody());
		exchange.getRequestHeaders().forEach((name, values) -> {
			if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
				values.forEach((value) -> request.header(name, value));
			}
		});
		return request.build();
	}

	private static void answer(HttpExchange exchange, HttpResponse<byte[]> response, byte[] body) throws IOException {
		exchange.getResponseHeaders().set("x-ms-alt-content-path", owner(exchange.getRequestURI().getPath()));
		response.headers().map().forEach((name, values) -> {
			if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
				exchange.getResponseHeaders().put(name, List.copyOf(values));
			}
		});
		exchange.sendResponseHeaders(response.statusCode(), (body.length > 0) ? body.length : -1);
		exchange.getResponseBody().write(body);
	}

	/**
	 * The service says it, the emulator does not: without it the SDK reads no changes.
	 */
	private static String owner(String path) {
		String[] segments = path.substring(1).split("/");
		int depth = segments.length - ((segments.length % 2 == 0) ? 2 : 1);
		return String.join("/", List.of(segments).subList(0, depth));
	}

	private byte[] described(byte[] account) {
		ObjectNode described = (ObjectNode) this.json.readTree(account);
		List<Location> all = this.locations;
		write(described.putArray("readableLocations"), all);
		write(described.putArray("writableLocations"), this.multipleWrites ? all : all.subList(0, 1));
		described.put("enableMultipleWriteLocations", this.multipleWrites);
		return this.json.writeValueAsBytes(described);
	}

	private static void write(ArrayNode array, List<Location> locations) {
		locations.forEach((location) -> array.addObject()
			.put("name", location.name())
			.put("databaseAccountEndpoint", location.address()));
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	/** A region of the account. */
	record Location(String name, String address) {
	}

}
