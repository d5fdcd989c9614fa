package io.alwayson.benchmarks.campaign;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.alwayson.benchmarks.campaign.Load.Answer;
import io.alwayson.benchmarks.campaign.Service.Kind;

/**
 * Makes one of two dependencies sick in every way, under open-loop load on both, and
 * prints what each kind of service made of it. Ends with 1 unless what is claimed of ours
 * holds.
 */
public final class Campaign {

	private static final int PER_SECOND = 40;

	private static final int WARM_SECONDS = 4;

	private static final int FAULT_SECONDS = Integer.getInteger("seconds", 10);

	private static final int AFTER_SECONDS = 5;

	/** From then on a total fault is known. */
	private static final int KNOWN_AFTER_SECONDS = 3;

	private static final int RECOVERED_AFTER_SECONDS = 2;

	private static final long DEADLINE_NANOS = TimeUnit.MILLISECONDS.toNanos(2_300);

	private final List<String> broken = new ArrayList<>();

	private Campaign() {
	}

	/** Runs the named faults, or all; and the named kinds of service, or all. */
	public static void main(String[] args) throws Exception {
		System.exit(holds(args) ? 0 : 1);
	}

	/** Does that, and tells whether what is claimed of ours is true. */
	static boolean holds(String... args) throws Exception {
		Campaign campaign = new Campaign();
		campaign.run(args);
		campaign.broken.forEach(System.out::println);
		System.out.println(campaign.broken.isEmpty() ? "holds" : "DOES NOT HOLD");
		return campaign.broken.isEmpty();
	}

	private void run(String[] args) throws Exception {
		Predicate<Enum<?>> wanted = (value) -> args.length == 0
				|| Arrays.stream(args).noneMatch((arg) -> isOfSameKind(arg, value))
				|| Arrays.asList(args).contains(value.name());
		System.out.printf(
				"| Fault | Service | Healthy good | Sick answered in time | Median | 99th; 99.5th of stragglers | Well and used | Good 2 s after | Arrivals/call |%n"
						+ "|---|---|---|---|---|---|---|---|---|%n");
		for (Fault fault : Fault.values()) {
			if (fault == Fault.NONE || !wanted.test(fault)) {
				continue;
			}
			for (Kind kind : Kind.values()) {
				if (wanted.test(kind)) {
					new Run(kind, fault).execute();
				}
			}
		}
	}

	private static boolean isOfSameKind(String arg, Enum<?> value) {
		return Arrays.stream(value.getDeclaringClass().getEnumConstants())
			.anyMatch((other) -> other.name().equals(arg));
	}

	/** One service, one fault. */
	private final class Run {

		private final Kind kind;

		private final Fault fault;

		private long faultAt;

		private long healedAt;

		Run(Kind kind, Fault fault) {
			this.kind = kind;
			this.fault = fault;
		}

		/** What comes and goes is seen for longer. */
		private int seconds() {
			return this.fault.isTotal() ? FAULT_SECONDS : 3 * FAULT_SECONDS;
		}

		void execute() throws Exception {
			try (Dependency sick = new Dependency(); Dependency healthy = new Dependency()) {
				int port = freePort();
				Process service = start(port, sick.port(), healthy.port());
				try {
					run(port, sick);
				}
				finally {
					service.destroyForcibly();
				}
			}
		}

		private Process start(int port, int sick, int healthy) throws IOException, InterruptedException {
			Process service = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-Xmx512m", "-cp", System.getProperty("java.class.path"), Service.class.getName(), this.kind.name(),
					Integer.toString(port), Integer.toString(sick), Integer.toString(healthy),
					Boolean.toString(this.fault == Fault.STRAGGLERS))
				.redirectErrorStream(true)
				.redirectOutput(log().toFile())
				.start();
			long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
			while (!answers(port)) {
				if (System.nanoTime() - end > 0 || !service.isAlive()) {
					service.destroyForcibly();
					throw new IllegalStateException(this.kind + " does not answer, see " + log());
				}
				TimeUnit.MILLISECONDS.sleep(100);
			}
			return service;
		}

		/** What it says; errors only. */
		private Path log() throws IOException {
			Path logs = Files.createDirectories(Path.of("target", "campaign"));
			return logs.resolve(this.kind + "-" + this.fault + ".log");
		}

		private static boolean answers(int port) {
			try {
				HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/healthy")
					.toURL()
					.openConnection();
				connection.setReadTimeout(2000);
				return connection.getResponseCode() == 200;
			}
			catch (IOException ex) {
				return false;
			}
		}

		private void run(int port, Dependency sick) throws Exception {
			long start = System.nanoTime();
			this.faultAt = start + TimeUnit.SECONDS.toNanos(WARM_SECONDS);
			this.healedAt = this.faultAt + TimeUnit.SECONDS.toNanos(seconds());
			long end = this.healedAt + TimeUnit.SECONDS.toNanos(AFTER_SECONDS);
			Load toSick = new Load();
			Load toHealthy = new Load();
			Thread one = new Thread(() -> toSick.run(URI.create("http://127.0.0.1:" + port + "/sick"), PER_SECOND, end),
					"to-sick");
			Thread other = new Thread(
					() -> toHealthy.run(URI.create("http://127.0.0.1:" + port + "/healthy"), PER_SECOND, end),
					"to-healthy");
			one.start();
			other.start();
			sleepUntil(this.faultAt);
			long before = sick.arrivals();
			sick.become(this.fault);
			this.faultAt = System.nanoTime();
			sleepUntil(this.healedAt);
			long arrivals = sick.arrivals() - before;
			sick.become(Fault.NONE);
			this.healedAt = System.nanoTime();
			one.join();
			other.join();
			judge(toSick.answers(), toHealthy.answers(), arrivals);
		}

		private static void sleepUntil(long nanoTime) throws InterruptedException {
			TimeUnit.NANOSECONDS.sleep(nanoTime - System.nanoTime());
		}

		private void judge(List<Answer> sick, List<Answer> healthy, long arrivals) {
			List<Answer> during = sick.stream().filter((answer) -> isDuring(answer, 0)).toList();
			List<Answer> known = sick.stream()
				.filter((answer) -> isDuring(answer, this.fault.isTotal() ? KNOWN_AFTER_SECONDS : 0))
				.toList();
			double healthyGood = share(healthy.stream().filter((answer) -> answer.due() - this.faultAt > 0).toList(),
					Answer::isGood);
			double inTime = share(during, (answer) -> answer.status() != 0 && answer.nanos() < DEADLINE_NANOS);
			double median = quantile(known, 0.5);
			// One in a hundred is slow: the 99th percentile would be chance.
			double slowest = quantile(known, (this.fault == Fault.STRAGGLERS) ? 0.995 : 0.99);
			List<Answer> well = during.stream()
				.filter((answer) -> Dependency.isWell(this.fault, answer.due() - this.faultAt))
				.toList();
			double used = share(well, Answer::isGood);
			double after = share(sick.stream()
				.filter((answer) -> answer.due() - this.healedAt > TimeUnit.SECONDS.toNanos(RECOVERED_AFTER_SECONDS))
				.toList(), Answer::isGood);
			System.out.printf(Locale.ROOT,
					"| %s | %s | %.1f %% | %.1f %% | %.0f ms | %.0f ms | %s | %.1f %% | %.2f |%n", lower(this.fault),
					lower(this.kind), 100 * healthyGood, 100 * inTime, median, slowest,
					well.isEmpty() ? "" : String.format(Locale.ROOT, "%.1f %%", 100 * used), 100 * after,
					(double) arrivals / during.size());
			if (this.kind == Kind.ALWAYSON) {
				claim("calls to the healthy one are good", healthyGood >= 0.999);
				claim("calls to the sick one are answered within their deadline", inTime == 1);
				claim("calls succeed two seconds after the fault", after >= 0.99);
				double extra = (this.fault == Fault.STRAGGLERS) ? 0.05 : 0.1;
				claim("arrivals stay within the budget", arrivals <= (1 + extra) * during.size() + seconds() + 10);
				claim("an open breaker answers at once", !this.fault.isTotal() || median <= 50);
				claim("good halves are used", this.fault != Fault.FLAPPING || used >= 0.7);
				claim("stragglers are hedged", this.fault != Fault.STRAGGLERS || slowest <= 100);
			}
		}

		private boolean isDuring(Answer answer, int fromSecond) {
			return answer.due() - this.faultAt >= TimeUnit.SECONDS.toNanos(fromSecond)
					&& answer.due() - this.healedAt < 0;
		}

		private void claim(String what, boolean holds) {
			if (!holds) {
				Campaign.this.broken.add(lower(this.fault) + ": not true that " + what);
			}
		}

		private static double share(List<Answer> answers, Predicate<Answer> condition) {
			return answers.isEmpty() ? 1 : (double) answers.stream().filter(condition).count() / answers.size();
		}

		/** In milliseconds. */
		private static double quantile(List<Answer> answers, double quantile) {
			long[] nanos = answers.stream().mapToLong(Answer::nanos).sorted().toArray();
			return (nanos.length == 0) ? 0 : nanos[Math.min(nanos.length - 1, (int) (quantile * nanos.length))] / 1e6;
		}

		private static String lower(Enum<?> value) {
			return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
		}

		private static int freePort() throws IOException {
			try (ServerSocket socket = new ServerSocket(0)) {
				return socket.getLocalPort();
			}
		}

	}

}
