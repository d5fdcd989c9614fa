import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Start-up time of several builds of one service, side by side: each round starts every build once, in turn, so that a
 * busy machine is busy for all of them. Measured from the start of the process to the first answer of 200.
 *
 * <pre>
 * java benchmarks/startup/Startup.java [--rounds 5] [--path /api/1.0/items] name=service.jar other=other.jar ...
 * </pre>
 *
 * Prints each round, then the median, the best and the worst of each build, and the ratio of the medians to the first.
 */
public final class Startup {

	private static final Duration LIMIT = Duration.ofSeconds(120);

	private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

	private String path = "/";

	private int rounds = 5;

	private final Map<String, Path> builds = new LinkedHashMap<>();

	public static void main(String[] args) throws Exception {
		Startup startup = new Startup();
		for (int i = 0; i < args.length; i++) {
			switch (args[i]) {
				case "--rounds" -> startup.rounds = Integer.parseInt(args[++i]);
				case "--path" -> startup.path = args[++i];
				default -> {
					int equals = args[i].indexOf('=');
					startup.builds.put(args[i].substring(0, equals), Path.of(args[i].substring(equals + 1)));
				}
			}
		}
		startup.run();
	}

	private void run() throws Exception {
		Map<String, List<Long>> millis = new LinkedHashMap<>();
		for (int round = 1; round <= this.rounds; round++) {
			StringBuilder line = new StringBuilder("round " + round + ":");
			for (Map.Entry<String, Path> build : this.builds.entrySet()) {
				long took = start(build.getValue());
				millis.computeIfAbsent(build.getKey(), (name) -> new ArrayList<>()).add(took);
				line.append("  ").append(build.getKey()).append(' ').append(took).append(" ms");
			}
			System.out.println(line);
		}
		long first = median(millis.values().iterator().next());
		System.out.printf("%-24s %8s %8s %8s %8s%n", "build", "median", "best", "worst", "ratio");
		millis.forEach((name, all) -> System.out.printf("%-24s %5d ms %5d ms %5d ms %8.2f%n", name, median(all),
				all.stream().mapToLong(Long::longValue).min().orElseThrow(),
				all.stream().mapToLong(Long::longValue).max().orElseThrow(), (double) median(all) / first));
	}

	private long start(Path jar) throws IOException, InterruptedException {
		int port = freePort();
		Path directory = Files.createTempDirectory("startup");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar",
				jar.toAbsolutePath().toString(), "--server.port=" + port)
			.directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("log").toFile())
			.start();
		long startedAt = System.nanoTime();
		try {
			URI uri = URI.create("http://localhost:" + port + this.path);
			while (!answers(uri)) {
				if (!process.isAlive() || System.nanoTime() - startedAt > LIMIT.toNanos()) {
					throw new IllegalStateException(jar + " did not answer on " + this.path + ":\n"
							+ Files.readString(directory.resolve("log")));
				}
				TimeUnit.MILLISECONDS.sleep(5);
			}
			return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedAt);
		}
		finally {
			process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
		}
	}

	private boolean answers(URI uri) throws InterruptedException {
		try {
			HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(2)).build();
			return this.client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private static long median(List<Long> values) {
		List<Long> sorted = values.stream().sorted().toList();
		return sorted.get(sorted.size() / 2);
	}

}
