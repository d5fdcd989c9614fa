import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The newcomer's first command: installs the kit, generates a service, builds it, starts
 * it beside a database process, and shows what AlwaysOn is for by killing that process.
 * Run by {@code ./quickstart} and {@code quickstart.cmd} in source-launch mode, which on
 * JDK 17 takes a single file without dependencies: hence its length. The walk:
 * <ol>
 * <li>{@link #main} reads the options and turns every failure into one line;</li>
 * <li>{@link Tour#run} checks the tools and ports, then takes the steps in order;</li>
 * <li>{@link Maven} runs builds with a heartbeat;</li>
 * <li>{@link Processes} starts, kills and stops children, and remembers them for
 * {@code --stop};</li>
 * <li>{@link Service} asks the service and reads its verdict.</li>
 * </ol>
 */
final class Quickstart {

	static final String HELP = """
			./quickstart            generate, build and start a service, kill its database, watch the verdict
			./quickstart --check    the same, every step asserted; stops everything; exits 0 or 1
			./quickstart --stop     stop what an earlier ./quickstart left running
			./quickstart --port N   use port N for the service instead of 8080; 0 takes a free one
			./quickstart --help     this text

			Needs JDK 17 or newer and Maven 3.8.1 or newer. Works in target/quickstart and in your local Maven
			repository; opens ports on this machine only for the service and its database.""";

	static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

	static final String COMMAND = WINDOWS ? "quickstart.cmd" : "./quickstart";

	static final Path HOME = Path.of("target", "quickstart");

	static final Path LOGS = HOME.resolve("logs");

	private Quickstart() {
	}

	public static void main(String[] args) {
		int status;
		try {
			Options options = Options.parse(args);
			if (options.help()) {
				System.out.println(HELP);
				status = 0;
			}
			else {
				status = run(options);
			}
		}
		catch (Failure failure) {
			Console.fail(failure.getMessage());
			status = 1;
		}
		catch (InterruptedException | IOException | RuntimeException ex) {
			Console.fail("unexpected " + ex + ": please report it together with " + LOGS);
			status = 1;
		}
		System.exit(status);
	}

	private static int run(Options options) throws IOException, InterruptedException {
		if (!Files.isRegularFile(Path.of("alwayson-bom", "pom.xml"))) {
			throw new Failure("run it from the root of the AlwaysOn for Java repository");
		}
		Files.createDirectories(LOGS);
		if (options.stop()) {
			return Processes.stopRecorded();
		}
		try (FileChannel channel = FileChannel.open(HOME.resolve("lock"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE)) {
			if (!lock(channel)) {
				throw new Failure("another quickstart is at work in this directory: wait for it, or stop it");
			}
			new Tour(options).run();
		}
		return 0;
	}

	private static boolean lock(FileChannel channel) throws IOException {
		try {
			return channel.tryLock() != null;
		}
		catch (OverlappingFileLockException ex) {
			return false;
		}
	}

	static String stamped(long sinceNanos, String text) {
		return String.format(Locale.ROOT, "     +%5.1f s  %s", (System.nanoTime() - sinceNanos) / 1e9, text);
	}

	static String seconds(long sinceNanos) {
		return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - sinceNanos) / 1e9);
	}

	/** What ends the run with one line that says what to do. */
	static final class Failure extends RuntimeException {

		private static final long serialVersionUID = 1L;

		Failure(String whatToDo) {
			super(whatToDo);
		}

	}

	/** The command line. */
	record Options(boolean check, boolean stop, boolean help, int port) {

		static Options parse(String[] args) {
			boolean check = false;
			boolean stop = false;
			boolean help = false;
			int port = 8080;
			for (int i = 0; i < args.length; i++) {
				switch (args[i]) {
					case "--check" -> check = true;
					case "--stop" -> stop = true;
					case "--help", "-h" -> help = true;
					case "--port" -> port = port((++i < args.length) ? args[i] : "");
					default -> throw new Failure("'" + args[i] + "' is no option: see " + COMMAND + " --help");
				}
			}
			return new Options(check, stop, help, port);
		}

		private static int port(String value) {
			if (value.matches("\\d{1,5}") && Integer.parseInt(value) <= 65535) {
				return Integer.parseInt(value);
			}
			throw new Failure("'" + value + "' is no port: say --port and a number from 0 to 65535");
		}

	}

	/**
	 * Plain lines of at most 100 columns: no colours, so that it reads the same in a
	 * terminal, a file and a CI log. Silent once the run is being interrupted.
	 */
	static final class Console {

		static final int COLUMNS = 100;

		private static volatile boolean interrupted;

		private Console() {
		}

		static void title(String text) {
			say("");
			say(text);
		}

		static void say(String text) {
			if (!interrupted) {
				wrap(text);
			}
		}

		static void fail(String text) {
			if (!interrupted) {
				System.out.flush();
				// One line, however long, so that it can be searched for and copied.
				System.err.println("quickstart: " + text);
			}
		}

		static void interrupt() {
			interrupted = true;
		}

		private static void wrap(String text) {
			String indent = " ".repeat(Math.min(40, text.length() - text.stripLeading().length() + 2));
			String rest = text;
			while (rest.length() > COLUMNS) {
				int cut = rest.lastIndexOf(' ', COLUMNS);
				if (cut <= indent.length()) {
					break;
				}
				System.out.println(rest.substring(0, cut).stripTrailing());
				rest = indent + rest.substring(cut + 1);
			}
			System.out.println(rest);
		}

	}

	/** The steps in their order, in plain words, with what was really answered. */
	static final class Tour {

		private static final Duration VERDICT_LIMIT = Duration.ofSeconds(90);

		/** Far above the deadline of 2 s, far below a driver's or pool's own 30 s. */
		private static final Duration READ_LIMIT = Duration.ofSeconds(10);

		private static final Path PROJECT = HOME.resolve("catalog");

		private final Options options;

		private final Processes processes = new Processes();

		private int port;

		Tour(Options options) {
			this.options = options;
		}

		void run() throws IOException, InterruptedException {
			if (!Processes.recorded().isEmpty()) {
				throw new Failure("an earlier quickstart is still running: stop it with " + COMMAND + " --stop");
			}
			long start = System.nanoTime();
			Thread hook = new Thread(this::interrupted, "alwayson-quickstart-stop");
			Runtime.getRuntime().addShutdownHook(hook);
			Maven maven = Maven.find();
			this.port = servicePort();
			Console.say("AlwaysOn quickstart with Java " + Runtime.version().feature() + ", Maven " + maven.version()
					+ ", port " + this.port + ". Logs: " + LOGS);
			Path jar = build(maven);

			Database database = new Database(this.processes, databaseJar(jar));
			Service service = new Service(this.processes, jar, this.port, database);
			Console.title("4/6  Starting the database and the service, each a process of its own");
			database.start();
			start(service, "stamp");
			String item = request(service);
			verdict(service);

			Console.title("5/6  The database dies: failure-scope stamp, so another stamp would help");
			killedAndRefused(service, database);
			String comment = stillAccepted(service, item);
			recovered(service, database);
			delivered(service, item, comment);

			Console.title("6/6  The same with failure-scope global: every stamp leans on it, moving would not help");
			service.stop();
			start(service, "global");
			verdict(service);
			killedAndAccepted(service, database);
			recovered(service, database);

			if (this.options.check()) {
				this.processes.stopAll();
				expect("all processes stopped", "0 running", this.processes.running() + " running");
				Console.say("");
				Console.say("quickstart --check: all steps ok, " + seconds(start));
				return;
			}
			Console.title("Back to failure-scope stamp, to stay");
			service.stop();
			start(service, "stamp");
			verdict(service);
			Runtime.getRuntime().removeShutdownHook(hook);
			farewell(service, database, start);
		}

		private void interrupted() {
			if (this.processes.running() > 0) {
				Console.say("     stopping what was started");
			}
			Console.interrupt();
			this.processes.stopAll();
		}

		private int servicePort() throws IOException {
			if (this.options.port() == 0) {
				return Ports.free();
			}
			if (Ports.isFree(this.options.port())) {
				return this.options.port();
			}
			throw new Failure("port " + this.options.port() + " is in use: stop what listens there, or choose another"
					+ " with " + COMMAND + " --port N");
		}

		private Path build(Maven maven) throws IOException, InterruptedException {
			for (String old : List.of("catalog", "database", "queue", "processes", "logs/service.log",
					"logs/database.log")) {
				delete(HOME.resolve(old));
			}
			Console.title("1/6  Installing the kit into the local Maven repository");
			String modules = Stream
				.of("bom", "workload", "test", "starter-health", "starter-resilience", "starter-telemetry", "archetype")
				.map((name) -> ":alwayson-" + name)
				.reduce((left, right) -> left + "," + right)
				.orElseThrow();
			maven.run(this.processes, Path.of(""), "install", "installing the kit", "install", "-pl", modules, "-am",
					"-Dmaven.test.skip=true", "-Darchetype.test.skip=true", "-Dmaven.javadoc.skip=true",
					"-Dmaven.source.skip=true", "-Dcyclonedx.skip=true", "-Dspring-javaformat.validate.skip=true");
			expect("kit installed", "exit 0", "exit 0");

			Console.title("2/6  Generating a service with the archetype, in " + PROJECT);
			maven.run(this.processes, HOME, "generate", "generating the service",
					"org.apache.maven.plugins:maven-archetype-plugin:3.4.1:generate", "-DarchetypeCatalog=local",
					"-DarchetypeGroupId=io.alwayson", "-DarchetypeArtifactId=alwayson-archetype",
					"-DarchetypeVersion=" + kitVersion(), "-DgroupId=com.example", "-DartifactId=catalog",
					"-Dversion=1.0.0", "-Dpackage=com.example.catalog");
			expect("service generated", "pom.xml true", "pom.xml " + Files.isRegularFile(PROJECT.resolve("pom.xml")));

			Console.title("3/6  Building and testing the generated service");
			maven.run(this.processes, PROJECT, "build", "building the generated service", "verify");
			Path jar = PROJECT.resolve(Path.of("target", "catalog-1.0.0.jar"));
			expect("service built and tested", "jar true", "jar " + Files.isRegularFile(jar));
			return jar;
		}

		private void start(Service service, String scope) throws IOException, InterruptedException {
			long start = System.nanoTime();
			service.start(scope);
			Console.say("     service   " + service.address("") + ", process " + service.pid() + ", failure-scope "
					+ scope + ", ready after " + seconds(start));
			expect("service ready with failure-scope " + scope, "/readyz 200",
					"/readyz " + service.get("/readyz").code());
		}

		private String request(Service service) throws InterruptedException {
			Answer answer = service.get("/api/1.0/items", "X-Correlation-ID", "quickstart-1");
			String echoed = answer.header("X-Correlation-ID");
			Console.title("     A request, and the id under which logs, traces and you find it again");
			Console.say("     GET /api/1.0/items, X-Correlation-ID: quickstart-1");
			Console.say("     -> " + answer.code() + ", X-Correlation-ID: " + echoed);
			expect("request answered", "200", "" + answer.code());
			expect("correlation id echoed", "quickstart-1", echoed);
			Matcher id = Pattern.compile("\"id\"\\s*:\\s*\"?([^\",}]+)").matcher(answer.body());
			if (!id.find()) {
				throw new Failure("/api/1.0/items has no item: " + service.log());
			}
			return id.group(1).strip();
		}

		private void verdict(Service service) throws InterruptedException {
			Console.title("     The verdict: GET /health/stamp, what Front Door polls");
			Verdict verdict = watch(service, "a healthy verdict", Verdict::healthy, new TreeSet<>());
			expect("verdict", "200 HEALTHY ACCEPT", verdict.summary());
		}

		private void killedAndRefused(Service service, Database database) throws InterruptedException {
			long start = System.nanoTime();
			database.kill();
			Verdict verdict = watch(service, "routing to turn", (now) -> now.code() == 503, new TreeSet<>());
			String took = seconds(start);
			expect("database killed, scope stamp", "503 UNHEALTHY REFUSE", verdict.summary());
			expectCause(verdict);
			Console.say("     " + took + " after the kill Front Door would see " + verdict.code()
					+ ", and send users to another stamp.");
			Answer live = service.get("/livez");
			Console
				.say("     GET /livez -> " + live.code() + ": the process is fine, so Kubernetes does not restart it.");
			expect("process alive", "/livez 200", "/livez " + live.code());
		}

		private void killedAndAccepted(Service service, Database database) throws InterruptedException {
			long start = System.nanoTime();
			database.kill();
			TreeSet<Integer> codes = new TreeSet<>();
			Verdict verdict = watch(service, "the flow to turn", (now) -> now.flow().equals("UNHEALTHY"), codes);
			String took = seconds(start);
			expect("database killed, scope global", "200 UNHEALTHY ACCEPT", verdict.summary());
			expect("flow list-items", "UNHEALTHY", verdict.flow());
			expectCause(verdict);
			expect("status codes on the way", "[200]", codes.toString());
			Console.say("     The flow list-items is UNHEALTHY " + took
					+ " after the kill, and says so to people and alerts.");
			Console
				.say("     Front Door would still see " + verdict.code() + ": no stamp is better off, so none leaves.");
		}

		private String stillAccepted(Service service, String item) throws InterruptedException {
			String text = "written while the database was down";
			Console.title("     Meanwhile: reads fail fast, writes are kept");
			long start = System.nanoTime();
			Answer read = service.get("/api/1.0/items");
			Console.say("     GET /api/1.0/items -> " + read.code() + " after " + seconds(start));
			boolean fast = System.nanoTime() - start < READ_LIMIT.toNanos();
			expect("read fails fast", "5xx in time", (read.code() / 100) + "xx " + (fast ? "in time" : "too late"));
			start = System.nanoTime();
			Answer write = service.post("/api/1.0/items/" + item + "/comments",
					"{\"author\":\"quickstart\",\"text\":\"" + text + "\"}");
			Console.say("     POST /api/1.0/items/" + item + "/comments -> " + write.code() + " after " + seconds(start)
					+ ": it waits in the durable queue");
			expect("write accepted", "202", "" + write.code());
			return text;
		}

		private void recovered(Service service, Database database) throws IOException, InterruptedException {
			Console.title("     The database returns");
			long start = System.nanoTime();
			database.start();
			Verdict verdict = watch(service, "recovery", Verdict::healthy, new TreeSet<>());
			expect("recovered", "200 HEALTHY ACCEPT", verdict.summary());
			Console.say("     Healthy again " + seconds(start) + " after the database's start, by itself.");
		}

		private void delivered(Service service, String item, String text) throws InterruptedException {
			String path = "/api/1.0/items/" + item + "/comments";
			long start = System.nanoTime();
			Answer answer = Waits.until("the comment", Duration.ofSeconds(60), 500, () -> service.get(path),
					(now) -> now.body().contains(text));
			boolean there = answer.body().contains(text);
			Console.say("     GET " + path + " -> " + answer.code() + (there ? ", the comment is there" : ""));
			expect("accepted comment delivered", "200 true", answer.code() + " " + there);
			Console.say("     Nothing that was accepted is lost; it took " + seconds(start) + " more.");
		}

		private Verdict watch(Service service, String goal, Predicate<Verdict> reached, TreeSet<Integer> codes)
				throws InterruptedException {
			long start = System.nanoTime();
			Verdict[] last = new Verdict[1];
			Verdict end = Waits.until(goal, VERDICT_LIMIT, 100, service::verdict, (now) -> {
				codes.add(now.code());
				if (last[0] == null || !now.looksLike(last[0])) {
					Console.say(stamped(start, now.toString()));
				}
				last[0] = now;
				return reached.test(now);
			});
			if (!end.cause().isEmpty()) {
				Console.say("               cause: " + end.cause());
			}
			return end;
		}

		private void expectCause(Verdict verdict) {
			expect("cause named", "list-items <- catalog-db",
					(verdict.cause().matches(".*list-items.*<-.*catalog-db.*")) ? "list-items <- catalog-db"
							: "'" + verdict.cause() + "'");
		}

		private void expect(String step, String expected, String actual) {
			boolean met = expected.equals(actual);
			if (this.options.check() || !met) {
				Console.say((met ? "ok      " : "FAILED  ") + step + ": expected " + expected + ", was " + actual);
			}
			if (!met) {
				throw new Failure("step '" + step + "' did not do what it should: read the logs in " + LOGS);
			}
		}

		private void farewell(Service service, Database database, long start) throws InterruptedException {
			Console.title("Left running after " + seconds(start) + ", yours to play with:");
			Console.say("     API        " + service.address("/api/1.0/items"));
			Console.say("     verdict    " + service.address("/health/stamp"));
			if (service.get("/actuator/stamp").code() == 200) {
				Console.say("     graph      " + service.address("/actuator/stamp"));
			}
			Console.say("     database   " + database.url() + ", process " + database.pid()
					+ ": kill it, and watch the verdict");
			Console.say("     source     " + PROJECT);
			Console.say("     stop both  " + COMMAND + " --stop");
		}

		private static String kitVersion() throws IOException {
			Matcher version = Pattern.compile("<artifactId>alwayson-parent</artifactId>\\s*<version>([^<]+)</version>")
				.matcher(Files.readString(Path.of("pom.xml")));
			if (!version.find()) {
				throw new Failure("pom.xml names no version: restore it from Git");
			}
			return version.group(1);
		}

		/** Out of the service's own jar: the local repository can be anywhere. */
		private static Path databaseJar(Path serviceJar) throws IOException {
			Path jar = HOME.resolve("h2.jar");
			try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(serviceJar))) {
				for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
					if (entry.getName().matches("BOOT-INF/lib/h2-[0-9.]+\\.jar")) {
						Files.deleteIfExists(jar);
						Files.copy(zip, jar);
						return jar;
					}
				}
			}
			throw new Failure("no H2 database in " + serviceJar + ": was the archetype changed?");
		}

		private static void delete(Path directory) throws IOException {
			if (Files.exists(directory)) {
				try (Stream<Path> paths = Files.walk(directory)) {
					for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
						Files.delete(path);
					}
				}
			}
		}

	}

	/** The service as a process, asked from outside like any client would. */
	static final class Service {

		private static final List<String> FOREIGN = List.of("SPRING_", "SERVER_", "MANAGEMENT_", "ALWAYSON_", "OTEL_",
				"APPLICATIONINSIGHTS_", "LOGGING_");

		private final Processes processes;

		private final Path jar;

		private final int port;

		private final Database database;

		private Process process;

		private HttpClient client;

		Service(Processes processes, Path jar, int port, Database database) {
			this.processes = processes;
			this.jar = jar;
			this.port = port;
			this.database = database;
		}

		void start(String scope) throws IOException, InterruptedException {
			ProcessBuilder builder = new ProcessBuilder(Processes.java(), "-jar", this.jar.toAbsolutePath().toString());
			Map<String, String> environment = builder.environment();
			// What the user exports for services of their own must not steer this one.
			environment.keySet().removeIf((key) -> FOREIGN.stream().anyMatch(key::startsWith));
			environment.put("SERVER_PORT", "" + this.port);
			environment.put("STAMP_ID", "quickstart");
			environment.put("STAMP_REGION", "laptop");
			environment.put("STAMP_ENVIRONMENT", "local");
			environment.put("CATALOG_DB_URL", this.database.url());
			environment.put("CATALOG_DB_SCOPE", scope);
			environment.put("COMMENT_QUEUE_FILE",
					HOME.resolve(Path.of("queue", "comments")).toAbsolutePath().toString());
			Files.createDirectories(HOME.resolve("queue"));
			this.client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
			this.process = this.processes.start("service", builder);
			Answer ready = Waits.until("the service", Duration.ofSeconds(120), 200, () -> get("/readyz"),
					(now) -> now.code() == 200);
			if (ready.code() != 200) {
				throw new Failure("the service did not get ready within 120 s: read " + log());
			}
		}

		void stop() throws InterruptedException {
			Processes.stop(this.process.toHandle());
		}

		Verdict verdict() {
			return Verdict.of(get("/health/stamp"));
		}

		Answer get(String path, String... headers) {
			HttpRequest.Builder request = request(path);
			return (headers.length > 0) ? send(request.headers(headers)) : send(request);
		}

		Answer post(String path, String json) {
			return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
		}

		private HttpRequest.Builder request(String path) {
			return HttpRequest.newBuilder(URI.create(address(path))).timeout(Duration.ofSeconds(30));
		}

		private Answer send(HttpRequest.Builder request) {
			if (!this.process.isAlive()) {
				throw new Failure("the service has ended: read " + log());
			}
			try {
				HttpResponse<String> response = this.client.send(request.build(), BodyHandlers.ofString());
				return new Answer(response.statusCode(), response.body(), response);
			}
			catch (IOException ex) {
				return new Answer(0, "", null);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new Failure("interrupted");
			}
		}

		String address(String path) {
			return "http://localhost:" + this.port + path;
		}

		long pid() {
			return this.process.pid();
		}

		Path log() {
			return Processes.log("service");
		}

	}

	/** What was answered; the code is 0 if nothing was. */
	record Answer(int code, String body, HttpResponse<String> response) {

		String header(String name) {
			return (this.response != null) ? this.response.headers().firstValue(name).orElse("none") : "none";
		}

	}

	/** What {@code /health/stamp} answered. */
	record Verdict(int code, String health, String routing, String cause, String flow) {

		static Verdict of(Answer answer) {
			String body = answer.body();
			int flows = body.indexOf("\"flows\":");
			String stamp = (flows >= 0) ? body.substring(0, flows) : body;
			Matcher flow = Pattern.compile("\\{\"name\":\"list-items\"[^}]*}").matcher(body);
			return new Verdict(answer.code(), field(stamp, "status"), field(stamp, "routing"), field(stamp, "cause"),
					flow.find() ? field(flow.group(), "status") : "");
		}

		private static String field(String json, String name) {
			Matcher field = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
			return field.find() ? field.group(1) : "";
		}

		boolean healthy() {
			return summary().equals("200 HEALTHY ACCEPT");
		}

		boolean looksLike(Verdict other) {
			return toString().equals(other.toString());
		}

		String summary() {
			return this.code + " " + this.health + " " + this.routing;
		}

		@Override
		public String toString() {
			return (this.code == 0) ? "no answer" : String.format("%d  health %-9s  routing %-6s  flow list-items %s",
					this.code, this.health, this.routing, this.flow);
		}

	}

	/** H2's TCP server as a process, on one port for the whole run. */
	static final class Database {

		private final Processes processes;

		private final Path jar;

		private final int port = Ports.free();

		private Process process;

		Database(Processes processes, Path jar) {
			this.processes = processes;
			this.jar = jar;
		}

		void start() throws IOException, InterruptedException {
			// H2 listens on all addresses unless told.
			this.process = this.processes.start("database",
					new ProcessBuilder(Processes.java(), "-Dh2.bindAddress=127.0.0.1", "-cp",
							this.jar.toAbsolutePath().toString(), "org.h2.tools.Server", "-tcp", "-tcpPort",
							"" + this.port, "-ifNotExists", "-baseDir",
							HOME.resolve("database").toAbsolutePath().toString()));
			boolean listening = Waits.until("the database", Duration.ofSeconds(30), 100,
					() -> Ports.isListening(this.port) || !this.process.isAlive(), (now) -> now);
			if (!listening || !this.process.isAlive()) {
				throw new Failure("the database did not start: read " + Processes.log("database"));
			}
			Console.say("     database  " + url() + ", process " + pid());
		}

		void kill() throws InterruptedException {
			this.process.destroyForcibly();
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				throw new Failure("database process " + pid() + " could not be killed: end it by hand");
			}
			Console.say("     database process " + pid() + " killed");
		}

		String url() {
			// A commit is in the file when it returns: this database will be killed.
			return "jdbc:h2:tcp://localhost:" + this.port + "/catalog;WRITE_DELAY=0";
		}

		long pid() {
			return this.process.pid();
		}

	}

	/** The user's Maven, run with the JDK that runs this. */
	record Maven(Path executable, String version) {

		private static final Pattern VERSION = Pattern.compile("Apache Maven (\\d+)\\.(\\d+)\\.(\\d+)\\S*");

		private static final Pattern GOAL = Pattern.compile("\\[INFO] --- [^:]+:[^:]+:(\\S+) .*@ (\\S+) ---");

		private static final Duration LIMIT = Duration.ofMinutes(40);

		static Maven find() throws IOException, InterruptedException {
			Path executable = onPath().orElseThrow(
					() -> new Failure("no Maven found: install Maven 3.8.1 or newer and put its mvn on the PATH"));
			Path log = LOGS.resolve("maven-version.log");
			Process process = builder(executable, Path.of(""), log, "-v").start();
			if (!process.waitFor(60, TimeUnit.SECONDS)) {
				process.destroyForcibly();
			}
			Matcher version = VERSION.matcher(Files.readString(log));
			if (!version.find()) {
				throw new Failure(executable + " -v does not work: repair Maven, see " + log);
			}
			int number = 0;
			for (int group = 1; group <= 3; group++) {
				number = number * 1000 + Integer.parseInt(version.group(group));
			}
			if (number < 3_008_001) {
				throw new Failure("Maven " + version.group().substring("Apache Maven ".length())
						+ " is too old: install Maven 3.8.1 or newer and put its mvn first on the PATH");
			}
			return new Maven(executable, version.group().substring("Apache Maven ".length()));
		}

		private static Optional<Path> onPath() {
			return Stream
				.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(System.getProperty("path.separator")))
				.filter((directory) -> !directory.isBlank())
				.map((directory) -> Path.of(directory.replace("\"", ""), WINDOWS ? "mvn.cmd" : "mvn").toAbsolutePath())
				.filter(Files::isExecutable)
				.findFirst();
		}

		private static ProcessBuilder builder(Path executable, Path directory, Path log, String... arguments) {
			List<String> command = new ArrayList<>(List.of(executable.toString(), "-B"));
			command.addAll(List.of(arguments));
			ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toAbsolutePath().toFile())
				.redirectErrorStream(true)
				.redirectOutput(log.toFile());
			builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
			return builder;
		}

		void run(Processes processes, Path directory, String name, String what, String... arguments)
				throws IOException, InterruptedException {
			long start = System.nanoTime();
			Path log = LOGS.resolve(name + ".log");
			Process process = processes.startUnrecorded(builder(this.executable, directory, log, arguments));
			while (!process.waitFor(10, TimeUnit.SECONDS)) {
				Console.say(stamped(start, progress(log)));
				if (System.nanoTime() - start > LIMIT.toNanos()) {
					Processes.stopTree(process.toHandle());
					throw new Failure(
							what + " took more than " + LIMIT.toMinutes() + " minutes: see " + log.toAbsolutePath());
				}
			}
			if (process.exitValue() != 0) {
				throw new Failure(what + " failed after " + seconds(start) + " (" + firstError(log) + "): see "
						+ log.toAbsolutePath() + ", repair, and run it again");
			}
			Console.say("     done in " + seconds(start));
		}

		private static String progress(Path log) throws IOException {
			String doing = "Maven starts";
			int downloads = 0;
			for (String line : Files.readAllLines(log, StandardCharsets.ISO_8859_1)) {
				Matcher goal = GOAL.matcher(line);
				if (line.contains("Downloaded from ")) {
					downloads++;
				}
				else if (goal.matches()) {
					doing = goal.group(1) + " in " + goal.group(2);
				}
				else if (line.startsWith("[INFO] Running ")) {
					doing = "test " + line.substring("[INFO] Running ".length());
				}
			}
			return (downloads > 0) ? downloads + " files downloaded, now " + doing : doing;
		}

		private static String firstError(Path log) throws IOException {
			return Files.readAllLines(log, StandardCharsets.ISO_8859_1)
				.stream()
				.filter((line) -> line.startsWith("[ERROR] "))
				.map((line) -> line.substring("[ERROR] ".length()).strip())
				.filter((line) -> !line.isEmpty() && !line.endsWith(":"))
				.findFirst()
				.map((line) -> (line.length() > 200) ? line.substring(0, 200) + "..." : line)
				.orElse("Maven said no error");
		}

	}

	/**
	 * Children of this run. Those that may outlive it are written to a file with process
	 * id, start and command, so that {@code --stop} never ends a stranger that got a
	 * reused id.
	 */
	static final class Processes {

		private static final Path RECORD = HOME.resolve("processes");

		private final List<ProcessHandle> children = new ArrayList<>();

		private final List<ProcessHandle> builds = new ArrayList<>();

		private boolean closed;

		static String java() {
			return Path.of(System.getProperty("java.home"), "bin", "java").toString();
		}

		static Path log(String name) {
			return LOGS.resolve(name + ".log").toAbsolutePath();
		}

		Process start(String name, ProcessBuilder builder) throws IOException {
			builder.directory(HOME.toFile())
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()));
			synchronized (this) {
				Process process = startUnlessClosed(builder, this.children);
				Files.write(RECORD, List.of(describe(process.toHandle())), StandardOpenOption.CREATE,
						StandardOpenOption.APPEND);
				return process;
			}
		}

		synchronized Process startUnrecorded(ProcessBuilder builder) throws IOException {
			return startUnlessClosed(builder, this.builds);
		}

		private Process startUnlessClosed(ProcessBuilder builder, List<ProcessHandle> list) throws IOException {
			if (this.closed) {
				throw new Failure("interrupted");
			}
			Process process = builder.start();
			process.getOutputStream().close();
			list.add(process.toHandle());
			return process;
		}

		/** Stops all that this run started; also the shutdown hook. */
		void stopAll() {
			List<ProcessHandle> alive;
			synchronized (this) {
				this.closed = true;
				alive = this.children.stream().filter(ProcessHandle::isAlive).toList();
				this.builds.stream().filter(ProcessHandle::isAlive).forEach(Processes::stopTree);
			}
			// The last started first: the service goes before its database.
			for (int i = alive.size() - 1; i >= 0; i--) {
				stop(alive.get(i));
			}
			if (!alive.isEmpty()) {
				RECORD.toFile().delete();
			}
		}

		synchronized long running() {
			return Stream.concat(this.children.stream(), this.builds.stream()).filter(ProcessHandle::isAlive).count();
		}

		/** Asks it to end, then insists. */
		static void stop(ProcessHandle process) {
			process.destroy();
			if (!ended(process, 45)) {
				process.destroyForcibly();
				ended(process, 10);
			}
		}

		static void stopTree(ProcessHandle process) {
			List<ProcessHandle> tree = Stream.concat(process.descendants(), Stream.of(process)).toList();
			tree.forEach(ProcessHandle::destroy);
			tree.stream().filter((child) -> !ended(child, 5)).forEach(ProcessHandle::destroyForcibly);
		}

		private static boolean ended(ProcessHandle process, int seconds) {
			try {
				process.onExit().get(seconds, TimeUnit.SECONDS);
				return true;
			}
			catch (ExecutionException | TimeoutException ex) {
				return !process.isAlive();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return !process.isAlive();
			}
		}

		static int stopRecorded() throws IOException {
			List<ProcessHandle> running = recorded();
			for (int i = running.size() - 1; i >= 0; i--) {
				long start = System.nanoTime();
				stop(running.get(i));
				Console.say("process " + running.get(i).pid() + " stopped after " + seconds(start));
			}
			if (running.isEmpty()) {
				Console.say("nothing to stop");
			}
			Files.deleteIfExists(RECORD);
			return running.stream().anyMatch(ProcessHandle::isAlive) ? 1 : 0;
		}

		static List<ProcessHandle> recorded() throws IOException {
			List<ProcessHandle> found = new ArrayList<>();
			if (Files.exists(RECORD)) {
				for (String line : Files.readAllLines(RECORD)) {
					String pid = line.substring(0, Math.max(0, line.indexOf(' ')));
					if (pid.matches("\\d{1,18}")) {
						ProcessHandle.of(Long.parseLong(pid))
							.filter((process) -> describe(process).equals(line))
							.ifPresent(found::add);
					}
				}
			}
			return found;
		}

		private static String describe(ProcessHandle process) {
			ProcessHandle.Info info = process.info();
			return process.pid() + " " + info.startInstant().map(String::valueOf).orElse("?") + " "
					+ info.command().orElse("?");
		}

	}

	/** Ports of this machine. */
	static final class Ports {

		private Ports() {
		}

		static int free() {
			try (ServerSocket socket = new ServerSocket(0)) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				throw new Failure("no port is free: " + ex.getMessage());
			}
		}

		static boolean isFree(int port) {
			// Some systems let a second socket bind when the addresses differ, hence
			// both.
			if (isListening(port)) {
				return false;
			}
			try (ServerSocket socket = new ServerSocket(port)) {
				return socket.isBound();
			}
			catch (IOException ex) {
				return false;
			}
		}

		static boolean isListening(int port) {
			try (Socket socket = new Socket()) {
				socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
				return true;
			}
			catch (IOException ex) {
				return false;
			}
		}

	}

	/** Waits that end, and are never silent for more than ten seconds. */
	static final class Waits {

		private Waits() {
		}

		static <T> T until(String goal, Duration limit, long pauseMillis, Supplier<T> ask, Predicate<T> reached)
				throws InterruptedException {
			long start = System.nanoTime();
			long spoken = start;
			T answer = ask.get();
			while (!reached.test(answer) && System.nanoTime() - start < limit.toNanos()) {
				if (System.nanoTime() - spoken > 9_000_000_000L) {
					spoken = System.nanoTime();
					Console.say(stamped(start, "... waiting for " + goal));
				}
				TimeUnit.MILLISECONDS.sleep(pauseMillis);
				answer = ask.get();
			}
			return answer;
		}

	}

}
