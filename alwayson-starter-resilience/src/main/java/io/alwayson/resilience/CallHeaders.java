package io.alwayson.resilience;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.alwayson.workload.Criticality;
import org.jspecify.annotations.Nullable;

/**
 * Headers that tell the next service when an answer is due and how much it matters. Their
 * names and formats are a contract. What strangers send is read as strictly as it is
 * written: anything else is taken as absent.
 */
public final class CallHeaders {

	/**
	 * Milliseconds until the answer is due, counted from the arrival of the request: time
	 * left, because clocks differ. Digits only; zero is too late.
	 */
	public static final String DEADLINE = "X-AlwaysOn-Deadline-Ms";

	/** {@code high}, {@code medium} or {@code low}. */
	public static final String CRITICALITY = "X-AlwaysOn-Criticality";

	/** The id by which all sides find the request again; telemetry writes it. */
	public static final String CORRELATION = "X-Correlation-ID";

	/** More is no deadline of a request. */
	private static final long LONGEST_MILLIS = TimeUnit.HOURS.toMillis(1);

	private static final int MOST_DIGITS = 10;

	private CallHeaders() {
	}

	/**
	 * The time that a header leaves.
	 * @return nanoseconds, an hour at most, or -1 where the header says nothing that can
	 * be understood
	 */
	public static long deadlineNanos(@Nullable String header) {
		if (header == null || header.isEmpty() || header.length() > MOST_DIGITS) {
			return -1;
		}
		long millis = 0;
		for (int index = 0; index < header.length(); index++) {
			int digit = header.charAt(index) - '0';
			if (digit < 0 || digit > 9) {
				return -1;
			}
			millis = millis * 10 + digit;
		}
		return TimeUnit.MILLISECONDS.toNanos(Math.min(millis, LONGEST_MILLIS));
	}

	/** What to send where so much time is left: rounded down, and never below zero. */
	public static String deadline(long nanosLeft) {
		return Long.toString(Math.max(0, TimeUnit.NANOSECONDS.toMillis(nanosLeft)));
	}

	/** What a header says, or {@code null} where that cannot be understood. */
	public static @Nullable Criticality criticality(@Nullable String header) {
		if (header == null) {
			return null;
		}
		return switch (header) {
			case "high" -> Criticality.HIGH;
			case "medium" -> Criticality.MEDIUM;
			case "low" -> Criticality.LOW;
			default -> null;
		};
	}

	/** What to send. */
	public static String criticality(Criticality criticality) {
		return criticality.name().toLowerCase(Locale.ROOT);
	}

}
