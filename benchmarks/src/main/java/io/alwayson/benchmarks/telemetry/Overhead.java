package io.alwayson.benchmarks.telemetry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.alwayson.benchmarks.ClassPath;
import io.alwayson.benchmarks.Rounds;
import io.alwayson.test.telemetry.OtlpReceiver;

/**
 * What a request costs with telemetry at its defaults, sent to a receiver by OTLP: plain
 * Boot, Boot's OpenTelemetry, OpenTelemetry's agent and ours, in turn. CPU time and bytes
 * are the service's own, which runs on core 0; this should on another:
 * {@code taskset -c 1 java ...}.
 */
public final class Overhead {

	private static final int ROUNDS = Integer.getInteger("rounds", 9);

	private static final int REQUESTS = 20_000;

	private static final int WARM_UP = 60_000;

	private static final double MOST_CPU = 1.1;

	private Overhead() {
	}

	private enum Kind {

		PLAIN, BOOT, AGENT, ALWAYSON;

		TelemetryProcess start(String endpoint) throws Exception {
			String otlp = "--management.opentelemetry.tracing.export.otlp.endpoint=" + endpoint + "/v1/traces";
			return switch (this) {
				case PLAIN -> TelemetryProcess.start("plain", ClassPath.withoutTracing(), List.of(), List.of());
				case BOOT -> TelemetryProcess.start("boot", ClassPath.withoutOurTelemetry(), List.of(), List.of(otlp));
				case AGENT -> TelemetryProcess.start("agent", ClassPath.withoutTracing(), List.of(
						"-javaagent:" + Path.of("benchmarks", "target", "agents", "opentelemetry-javaagent.jar"),
						"-Dotel.exporter.otlp.endpoint=" + endpoint, "-Dotel.exporter.otlp.protocol=http/protobuf"),
						List.of());
				case ALWAYSON -> TelemetryProcess.start("alwayson", ClassPath.whole(), List.of(), List.of(otlp));
			};
		}

	}

	/** Measures all, prints, judges. */
	public static void main(String[] args) throws Exception {
		Map<Kind, TelemetryProcess> services = new EnumMap<>(Kind.class);
		Map<Kind, List<Cost>> costs = new EnumMap<>(Kind.class);
		try (OtlpReceiver receiver = OtlpReceiver.start((span) -> {
		})) {
			for (Kind kind : Kind.values()) {
				services.put(kind, kind.start(receiver.endpoint().toString()));
				costs.put(kind, new ArrayList<>());
				Cost.of(services.get(kind), WARM_UP);
			}
			for (int round = 0; round < ROUNDS; round++) {
				for (Kind kind : Kind.values()) {
					costs.get(kind).add(Cost.of(services.get(kind), REQUESTS));
				}
			}
			System.out
				.printf("JDK %s, %d rounds of %d requests%n%n| | CPU µs | to plain | Bytes | Start-up ms | Heap MiB |%n"
						+ "|---|---|---|---|---|---|%n", System.getProperty("java.version"), ROUNDS, REQUESTS);
			for (Kind kind : Kind.values()) {
				Rounds ratio = ratio(costs.get(kind), costs.get(Kind.PLAIN));
				System.out.printf(Locale.ROOT, "| %s | %.1f | %.2f [%.2f, %.2f] | %.0f | %d | %d |%n",
						kind.name().toLowerCase(Locale.ROOT),
						median(costs.get(kind).stream().map(Cost::micros).toList()), ratio.median(), ratio.low(),
						ratio.high(), median(costs.get(kind).stream().map(Cost::bytes).toList()),
						services.get(kind).startMillis(), Long.parseLong(services.get(kind).ask("/heap")) >> 20);
			}
			Rounds ours = ratio(costs.get(Kind.ALWAYSON), costs.get(Kind.PLAIN));
			boolean holds = ours.high() <= MOST_CPU;
			System.out.printf(Locale.ROOT, "%nCPU of ours to plain: %.2f [%.2f, %.2f], at most %.1f: %s%n",
					ours.median(), ours.low(), ours.high(), MOST_CPU, holds ? "holds" : "DOES NOT HOLD");
			System.exit(holds ? 0 : 1);
		}
		finally {
			services.values().forEach(TelemetryProcess::close);
		}
	}

	private static Rounds ratio(List<Cost> costs, List<Cost> base) {
		double[] ratios = new double[costs.size()];
		for (int round = 0; round < ratios.length; round++) {
			ratios[round] = costs.get(round).micros() / base.get(round).micros();
		}
		return new Rounds(ratios);
	}

	private static double median(List<Double> values) {
		return new Rounds(values.stream().mapToDouble(Double::doubleValue).toArray()).median();
	}

	/**
	 * Of one request.
	 *
	 * @param micros of CPU time
	 * @param bytes that were allocated
	 */
	private record Cost(double micros, double bytes) {

		static Cost of(TelemetryProcess service, int requests) throws Exception {
			String[] before = service.ask("/cost").split(" ");
			try (TelemetryProcess.Connection connection = service.connect()) {
				for (int request = 0; request < requests; request++) {
					connection.get("/work");
				}
			}
			String[] after = service.ask("/cost").split(" ");
			return new Cost((Double.parseDouble(after[0]) - Double.parseDouble(before[0])) / 1000 / requests,
					(Double.parseDouble(after[1]) - Double.parseDouble(before[1])) / requests);
		}

	}

}
