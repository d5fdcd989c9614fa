package io.alwayson.telemetry.opentelemetry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.alwayson.telemetry.TelemetryNames;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * Of exceptions of one type from one place a sink gets the stack trace of the first in
 * each minute, and of the others how many there were: an outage would send the same few
 * kilobytes with every request. One for each sink and signal, whose thread is its only
 * one.
 */
final class RepeatedExceptions {

	private static final AttributeKey<String> TYPE = AttributeKey.stringKey("exception.type");

	private static final AttributeKey<String> STACK = AttributeKey.stringKey("exception.stacktrace");

	private static final AttributeKey<Long> REPEATED = AttributeKey.longKey(TelemetryNames.EXCEPTION_REPEATED);

	private static final long WINDOW = TimeUnit.MINUTES.toNanos(1);

	private static final int MOST_PLACES = 1000;

	/** Of a stack trace, to tell one place from another. */
	private static final int PLACE = 2000;

	private static final String FIRST_FRAME = "\n\tat ";

	private final LongSupplier nanoTime;

	private final Map<String, Seen> seen = new LinkedHashMap<>(16, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
			return size() > MOST_PLACES;
		}

	};

	RepeatedExceptions(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	/**
	 * What is said of an exception: without its stack trace and with its number, if that
	 * trace was sent in this minute; with how many there were meanwhile, if it was sent
	 * before.
	 * @return the same attributes if they are no exception's, or the first one's
	 */
	Attributes collapse(Attributes attributes) {
		String stack = attributes.get(STACK);
		if (stack == null) {
			return attributes;
		}
		long now = this.nanoTime.getAsLong();
		Seen before = this.seen.get(place(attributes.get(TYPE), stack));
		if (before == null) {
			this.seen.put(place(attributes.get(TYPE), stack), new Seen(now));
			return attributes;
		}
		if (now - before.since < WINDOW) {
			before.repeated++;
			return attributes.toBuilder().remove(STACK).put(REPEATED, before.repeated).build();
		}
		long meanwhile = before.repeated;
		before.since = now;
		before.repeated = 0;
		return (meanwhile > 0) ? attributes.toBuilder().put(REPEATED, meanwhile).build() : attributes;
	}

	/** The message may be another each time. */
	private static String place(@Nullable String type, String stack) {
		int frames = stack.indexOf(FIRST_FRAME);
		return type + ((frames >= 0) ? stack.substring(frames, Math.min(stack.length(), frames + PLACE)) : "");
	}

	private static final class Seen {

		private long since;

		private long repeated;

		Seen(long since) {
			this.since = since;
		}

	}

}
