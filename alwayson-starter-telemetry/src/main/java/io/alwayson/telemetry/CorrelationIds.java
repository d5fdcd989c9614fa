package io.alwayson.telemetry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Decides which correlation id a request has, and counts where it came from. What a
 * stranger sends is taken over only if it is harmless everywhere an id ends up: in
 * headers, log lines and queries. Thread-safe.
 */
public final class CorrelationIds {

	private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9._-]{1,64}");

	private static final Pattern TRACE_ID = Pattern.compile("(?!0{32})[0-9a-f]{32}");

	private final Map<Source, LongAdder> counts = Stream.of(Source.values())
		.collect(Collectors.toUnmodifiableMap(Function.identity(), (source) -> new LongAdder()));

	/**
	 * The id of a request.
	 * @param received the values of the header, as they came in; taken over if there is
	 * exactly one and it matches {@code [A-Za-z0-9._-]{1,64}}
	 * @param traceId id of the current trace, which is used in its place if it is valid,
	 * so that one id finds both; or {@code null}
	 */
	public String resolve(List<String> received, @Nullable String traceId) {
		if (received.size() == 1 && LEGAL.matcher(received.get(0)).matches()) {
			add(Source.ACCEPTED);
			return received.get(0);
		}
		add(received.isEmpty() ? Source.GENERATED : Source.REPLACED);
		return (traceId != null && TRACE_ID.matcher(traceId).matches()) ? traceId : random();
	}

	/** How many requests had an id of that source. */
	public long count(Source source) {
		return this.counts.getOrDefault(source, new LongAdder()).sum();
	}

	private void add(Source source) {
		this.counts.getOrDefault(source, new LongAdder()).increment();
	}

	/** Unique is enough: an id opens no door. */
	private static String random() {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		return String.format(Locale.ROOT, "%016x%016x", random.nextLong(), random.nextLong());
	}

	/**
	 * Where an id came from.
	 */
	public enum Source {

		/** The client sent it. */
		ACCEPTED,

		/** The client sent none. */
		GENERATED,

		/** The client sent something that is no id, or several. */
		REPLACED

	}

}
