package io.alwayson.health.process;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.assertj.core.api.Assertions;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A {@link PodApplication} as a process of its own.
 */
final class Pod implements AutoCloseable {

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	/** The tests of this module have more on the class path than a small service has. */
	private static final Pattern NOT_OF_A_SMALL_SERVICE = Pattern
		.compile(".*(security|jetty|webflux|netty|azure|jdbc|HikariCP|h2-).*");

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

	private final String name;

	private final Path log;

	private final Process process;

	private volatile @Nullable URI address;

	Pod(Path directory, String name, String... properties) throws IOException {
		this.name = name;
		this.log = directory.resolve(name + ".log");
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "-Xmx128m", "-cp", classPath(), PodApplication.class.getName(),
						"--server.port=0", "--spring.main.banner-mode=off",
						"--alwayson.dependencies.backend.type=custom", "--alwayson.flows.work.uses=backend"));
		Arrays.stream(properties).map((property) -> "--" + property).forEach(command::add);
		if (List.of(properties).contains(WallClock.CAN_JUMP)) {
			command.add(1, WallClock.jvmArgument());
		}
		this.process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(this.log.toFile()).start();
	}

	private static String classPath() {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !NOT_OF_A_SMALL_SERVICE.matcher(Path.of(entry).getFileName().toString()).matches())
			.collect(Collectors.joining(File.pathSeparator));
	}

	/** Where it listens, or {@code null} as long as it does not. */
	@Nullable URI address() {
		if (this.address == null) {
			Matcher port = PORT.matcher(log());
			this.address = port.find() ? URI.create("http://127.0.0.1:" + port.group(1)) : null;
		}
		return this.address;
	}

	Pod awaitStart() {
		Awaitility.await(this + " starts")
			.atMost(Duration.ofSeconds(60))
			.pollInterval(Duration.ofMillis(50))
			.until(() -> {
				if (!this.process.isAlive()) {
					throw new IllegalStateException("Ended:\n" + log());
				}
				return address() != null && get("/readyz").statusCode() == 200;
			});
		return this;
	}

	/** Waits for an answer of that status that contains the part. */
	void await(String path, int status, String part, Duration limit) {
		Awaitility.await(path)
			.atMost(limit)
			.pollInterval(Duration.ofMillis(20))
			.untilAsserted(() -> assertThat(get(path)).returns(status, HttpResponse::statusCode)
				.extracting(HttpResponse::body, Assertions.as(InstanceOfAssertFactories.STRING))
				.contains(part));
	}

	HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return get(path, TIMEOUT);
	}

	HttpResponse<String> get(String path, Duration timeout) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder(uri(path)).timeout(timeout).build());
	}

	HttpResponse<String> post(String path) throws IOException, InterruptedException {
		return send(
				HttpRequest.newBuilder(uri(path)).timeout(TIMEOUT).POST(HttpRequest.BodyPublishers.noBody()).build());
	}

	HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder(uri(path))
			.timeout(TIMEOUT)
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(json))
			.build());
	}

	CompletableFuture<HttpResponse<String>> getAsync(String path) {
		return this.client.sendAsync(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
	}

	private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
		return this.client.send(request, HttpResponse.BodyHandlers.ofString());
	}

	URI uri(String path) {
		URI known = address();
		if (known == null) {
			throw new IllegalStateException(this + " does not listen yet");
		}
		return known.resolve(path);
	}

	/** SIGTERM, as Kubernetes ends a pod. */
	void terminate() {
		this.process.destroy();
	}

	/** SIGSTOP, SIGCONT. */
	void signal(String signal) throws IOException, InterruptedException {
		new ProcessBuilder("kill", "-" + signal, String.valueOf(this.process.pid())).inheritIO().start().waitFor();
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/** Waits for its end, and returns the exit code. */
	int awaitExit(Duration limit) throws InterruptedException {
		if (!this.process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
			throw new AssertionError(this + " still runs after " + limit + ":\n" + log());
		}
		return this.process.exitValue();
	}

	String log() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			return "";
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

	@Override
	public String toString() {
		return this.name;
	}

}
