package io.alwayson.benchmarks.health;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.alwayson.benchmarks.ClassPath;

import io.alwayson.benchmarks.Rounds;
import io.alwayson.benchmarks.health.ProbedServer.Kind;

/**
 * Two hundred probes a second of a service whose dependencies hang: how much later than
 * those of a constant endpoint of the same server do the slowest answers come? Beside
 * Boot's health endpoint, in the same rounds.
 *
 * <p>
 * In each round probe and constant are asked side by side, half a period apart, each two
 * hundred times a second and timed from when it was due. The figure is the ratio of their
 * 99th percentiles, by round. On Linux the server runs on one core, and this process
 * should on another: {@code taskset -c 1 java ...}. Ends with 1 unless what is claimed of
 * ours holds.
 */
public final class ProbeBenchmark {

	private static final int PER_SECOND = 200;

	private static final long PERIOD = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;

	/** Waking up takes longer than that seldom. */
	private static final long SPIN = TimeUnit.MICROSECONDS.toNanos(200);

	private static final int SECONDS = Integer.getInteger("seconds", 10);

	/** Few in the tail of each round: it takes many rounds for a narrow interval. */
	private static final int ROUNDS = Integer.getInteger("rounds", 31);

	private static final double MAX_RATIO = 1.25;

	/** Of checks, in seconds: the default, less its jitter. */
	private static final double LEAST_INTERVAL = 9;

	/** Boot's endpoint hangs for ever: nobody waits that long. */
	private static final int TIMEOUT_MILLIS = 1000;

	private ProbeBenchmark() {
	}

	/** Measures all kinds of server. */
	public static void main(String[] args) throws Exception {
		List<Measured> servers = new ArrayList<>();
		boolean broken = true;
		try {
			for (Kind kind : new Kind[] { Kind.ALWAYSON, Kind.ALWAYSON_HEALTHY, Kind.BOOT_HEALTHY, Kind.BOOT }) {
				servers.add(new Measured(kind));
			}
			for (int round = 0; round <= ROUNDS; round++) {
				for (Measured server : servers) {
					server.round(round == 0);
				}
			}
			System.out.printf("%n%-17s %-17s %9s %9s %7s  %-15s %9s %11s %8s%n", "server", "path", "p99", "constant",
					"ratio", "95 % interval", "failed", "calls/probe", "threads");
			servers.forEach(Measured::print);
			boolean holds = servers.stream().filter((server) -> server.kind.isOurs()).allMatch(Measured::holds);
			System.out.println(holds ? "holds" : "DOES NOT HOLD");
			broken = !holds;
		}
		finally {
			servers.forEach(Measured::stop);
		}
		System.exit(broken ? 1 : 0);
	}

	/** One server, and what was measured of it. */
	private static final class Measured {

		private final Kind kind;

		private final int port;

		private final Process process;

		private final List<double[]> rounds = new ArrayList<>();

		private int probes;

		private final AtomicInteger failed = new AtomicInteger();

		private long calls;

		private int threads;

		private long[] figures = new long[2];

		Measured(Kind kind) throws IOException, InterruptedException {
			this.kind = kind;
			this.port = freePort();
			List<String> command = new ArrayList<>();
			if (Files.isExecutable(Path.of("/usr/bin/taskset"))) {
				command.addAll(List.of("taskset", "-c", "0"));
			}
			command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
					"-cp", ClassPath.withoutTracing(), ProbedServer.class.getName(), kind.name(),
					Integer.toString(this.port)));
			this.process = new ProcessBuilder(command).inheritIO().start();
			long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
			while (!isSettled()) {
				if (System.nanoTime() - end > 0 || !this.process.isAlive()) {
					this.process.destroyForcibly();
					throw new IllegalStateException(kind + " does not answer");
				}
				TimeUnit.MILLISECONDS.sleep(100);
			}
		}

		/**
		 * Ours after its first round of checks; Boot's as soon as it answers anything.
		 */
		private boolean isSettled() {
			try (Probe probe = new Probe(this.port)) {
				return probe.get(this.kind.isOurs() ? "/readyz" : "/constant?0", TIMEOUT_MILLIS) == 200;
			}
			catch (IOException ex) {
				return false;
			}
		}

		void round(boolean warmUp) throws InterruptedException {
			long[] before = figures();
			int probesBefore = this.probes;
			double[] p99 = measure();
			long[] after = figures();
			if (warmUp) {
				this.probes = 0;
				this.failed.set(0);
				return;
			}
			this.rounds.add(p99);
			this.calls += after[0] - before[0];
			this.threads = Math.max(this.threads, (int) after[1]);
			System.out.printf(Locale.ROOT, "round %2d  %-17s p99 %8.0f us, constant %8.0f us, ratio %6.2f, %d probes%n",
					this.rounds.size(), this.kind, p99[0] / 1000, p99[1] / 1000, p99[0] / p99[1],
					this.probes - probesBefore);
		}

		/** Both 99th percentiles, in nanoseconds. */
		private double[] measure() throws InterruptedException {
			try (Probe probe = new Probe(this.port); Probe peer = new Probe(this.port)) {
				int length = length(probe, this.kind.path);
				timed(peer, "/constant?" + length, System.nanoTime());
				long start = System.nanoTime() + PERIOD;
				double[] p99 = new double[2];
				// A thread each, so that the one that waits does not delay the other.
				Thread constant = new Thread(() -> p99[1] = p99(peer, "/constant", start + PERIOD / 2), "constant");
				constant.start();
				p99[0] = p99(probe, this.kind.path, start);
				constant.join();
				return p99;
			}
		}

		private double p99(Probe probe, String path, long start) {
			// Nothing is claimed of Boot's, half the time is enough.
			int seconds = this.kind.isOurs() ? SECONDS : Math.max(1, SECONDS / 2);
			long[] nanos = new long[PER_SECOND * seconds];
			int done = 0;
			// One that cannot follow is told by what it has answered.
			while (done < nanos.length && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(seconds + 1)) {
				nanos[done] = timed(probe, path, start + done * PERIOD);
				done++;
			}
			if (path.equals(this.kind.path)) {
				this.probes += done;
			}
			return p99(nanos, done);
		}

		private static int length(Probe probe, String path) {
			try {
				probe.get(path, TIMEOUT_MILLIS);
				return probe.length();
			}
			catch (IOException ex) {
				return 1000;
			}
		}

		private long timed(Probe probe, String path, long due) {
			for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
				if (left > SPIN) {
					LockSupport.parkNanos(left - SPIN);
				}
				Thread.onSpinWait();
			}
			try {
				probe.get(path, TIMEOUT_MILLIS);
			}
			catch (IOException ex) {
				this.failed.incrementAndGet();
			}
			return System.nanoTime() - due;
		}

		private static double p99(long[] nanos, int count) {
			long[] sorted = Arrays.copyOf(nanos, count);
			Arrays.sort(sorted);
			return sorted[Math.min(count - 1, (int) Math.ceil(count * 0.99) - 1)];
		}

		/** The last ones where it answers nothing any more. */
		private long[] figures() {
			try (Probe probe = new Probe(this.port)) {
				probe.get("/figures", TIMEOUT_MILLIS);
				this.figures = Arrays.stream(probe.body().split(" ")).mapToLong(Long::parseLong).toArray();
			}
			catch (IOException ex) {
				this.failed.incrementAndGet();
			}
			return this.figures;
		}

		/**
		 * The whole interval within the bound, no probe lost, no more calls than the
		 * clock of the checks makes, and threads by the number of checks.
		 */
		boolean holds() {
			return ratio().high() <= MAX_RATIO && this.failed.get() == 0
					&& this.calls <= this.rounds.size() * ProbedServer.DEPENDENCIES * (1 + SECONDS / LEAST_INTERVAL)
					&& this.threads < 64 + 2 * ProbedServer.DEPENDENCIES;
		}

		private Rounds ratio() {
			return new Rounds(this.rounds.stream().mapToDouble((p99) -> p99[0] / p99[1]).toArray());
		}

		void print() {
			Rounds ratio = ratio();
			System.out.printf(Locale.ROOT, "%-17s %-17s %6.0f us %6.0f us %7.2f  [%.2f, %.2f]%7s %9d %11.2f %8d%n",
					this.kind, this.kind.path,
					new Rounds(this.rounds.stream().mapToDouble((p99) -> p99[0] / 1000).toArray()).median(),
					new Rounds(this.rounds.stream().mapToDouble((p99) -> p99[1] / 1000).toArray()).median(),
					ratio.median(), ratio.low(), ratio.high(), "", this.failed.get(), (double) this.calls / this.probes,
					this.threads);
		}

		void stop() {
			this.process.destroyForcibly();
		}

		private static int freePort() throws IOException {
			try (ServerSocket socket = new ServerSocket(0)) {
				return socket.getLocalPort();
			}
		}

	}

}
