package io.alwayson.benchmarks.telemetry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.alwayson.benchmarks.ClassPath;
import io.alwayson.test.telemetry.OtlpReceiver;
import io.alwayson.test.telemetry.ReceivedSpan;

/**
 * A million requests of which one in a thousand fails, by default sampling: what is known
 * of the failures afterwards, and how much had to be sent for it. Ours beside Boot's.
 */
public final class KeptTraces {

	private static final int REQUESTS = Integer.getInteger("requests", 1_000_000);

	private static final int ONE_FAILS_IN = 1000;

	private static final int CONNECTIONS = 4;

	private final AtomicLong spans = new AtomicLong();

	private final AtomicLong weights = new AtomicLong();

	/** Failed roots by their id. */
	private final Set<String> failed = ConcurrentHashMap.newKeySet();

	/** Parents of what ended below a root. */
	private final Set<String> parents = ConcurrentHashMap.newKeySet();

	private KeptTraces() {
	}

	/** Measures both, prints, judges. */
	public static void main(String[] args) throws Exception {
		System.out.printf(
				"%d requests, one in %d fails%n%n| | Spans | Failed roots | of them with all below | Requests by weight | Seconds |%n"
						+ "|---|---|---|---|---|---|%n",
				REQUESTS, ONE_FAILS_IN);
		KeptTraces boot = new KeptTraces();
		boot.run("boot", ClassPath.withoutOurTelemetry());
		KeptTraces ours = new KeptTraces();
		ours.run("alwayson", ClassPath.whole());
		int failures = REQUESTS / ONE_FAILS_IN;
		boolean all = claim("failed roots that are there with all below", ours.complete() == failures);
		boolean small = claim("no more spans than Boot's", ours.spans.get() <= boot.spans.get());
		boolean honest = claim("the weights add up to the requests, within 2 %",
				Math.abs(ours.weights.get() - (double) REQUESTS) <= 0.02 * REQUESTS);
		System.exit((all && small && honest) ? 0 : 1);
	}

	private void run(String name, String classPath) throws Exception {
		long start = System.nanoTime();
		try (OtlpReceiver receiver = OtlpReceiver.start(this::receive);
				TelemetryProcess service = TelemetryProcess.start(name, classPath, List.of(),
						List.of("--management.opentelemetry.tracing.export.otlp.endpoint=" + receiver.endpoint()
								+ "/v1/traces"))) {
			this.spans.set(0);
			this.weights.set(0);
			List<Callable<Object>> calls = IntStream.range(0, CONNECTIONS)
				.<Callable<Object>>mapToObj((first) -> () -> call(service, first))
				.toList();
			ExecutorService callers = Executors.newFixedThreadPool(CONNECTIONS);
			try {
				for (Future<Object> done : callers.invokeAll(calls)) {
					done.get();
				}
			}
			finally {
				callers.shutdownNow();
			}
			service.stopMillis();
		}
		System.out.printf(Locale.ROOT, "| %s | %d | %d | %d | %d | %d |%n", name, this.spans.get(), this.failed.size(),
				complete(), this.weights.get(), TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
	}

	private static Object call(TelemetryProcess service, int first) throws Exception {
		try (TelemetryProcess.Connection connection = service.connect()) {
			for (int number = first; number < REQUESTS; number += CONNECTIONS) {
				boolean fails = number % ONE_FAILS_IN == 0;
				connection.get(fails ? "/fails" : "/work");
				if (connection.status() != (fails ? 500 : 200)) {
					throw new IllegalStateException("Status " + connection.status());
				}
			}
		}
		return true;
	}

	private void receive(ReceivedSpan span) {
		this.spans.incrementAndGet();
		if (span.kind().equals("SERVER")) {
			Map<String, Object> attributes = span.attributes();
			this.weights
				.addAndGet(Math.round(((Number) attributes.getOrDefault("alwayson.sample.weight", 1)).doubleValue()));
			if ("500".equals(String.valueOf(attributes.get("status")))) {
				this.failed.add(span.spanId());
			}
		}
		else {
			this.parents.add(span.parentSpanId());
		}
	}

	private long complete() {
		return this.failed.stream().filter(this.parents::contains).count();
	}

	private static boolean claim(String text, boolean holds) {
		System.out.println(text + ": " + (holds ? "holds" : "DOES NOT HOLD"));
		return holds;
	}

}
