package io.alwayson.samples.archetype;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;

/**
 * A generated service as a process of its own.
 */
final class RunningService implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofMinutes(2);

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private final HttpClient client = HttpClient.newHttpClient();

	private final ChildProcess process;

	private final String address;

	private RunningService(ChildProcess process, String address) {
		this.process = process;
		this.address = address;
	}

	static RunningService start(Path jar, Path directory, Path log) throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		ChildProcess process = ChildProcess.start(List.of(java, "-jar", jar.toString()), directory, Map.of("PORT", "0"),
				log);
		try {
			Awaitility.await().atMost(LIMIT).until(() -> !process.isAlive() || PORT.matcher(process.output()).find());
			Matcher port = PORT.matcher(process.output());
			if (!port.find()) {
				throw new AssertionError("Not started: " + process.tail());
			}
			return new RunningService(process, "http://localhost:" + port.group(1));
		}
		catch (RuntimeException | AssertionError ex) {
			process.close();
			throw ex;
		}
	}

	HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder(URI.create(this.address + path)));
	}

	HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder(URI.create(this.address + path))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(json)));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
	}

	void awaitBody(String path, String part) {
		Awaitility.await("GET " + path + " holds " + part)
			.atMost(Duration.ofSeconds(60))
			.until(() -> get(path).body().contains(part));
	}

	void awaitStatus(String path, int status) {
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> get(path).statusCode() == status);
	}

	/** Stops as Kubernetes does, and returns the exit code. */
	int terminate() throws InterruptedException {
		this.process.terminate();
		return this.process.await(LIMIT);
	}

	/** Ends without a chance to tidy up. */
	@Override
	public void close() {
		this.process.close();
	}

}
