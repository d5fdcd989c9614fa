package io.alwayson.resilience;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

import org.jspecify.annotations.Nullable;

/**
 * What HTTP responses mean, whatever the client.
 */
public final class HttpFaults {

	private static final Duration LONGEST = Duration.ofDays(365);

	private HttpFaults() {
	}

	/**
	 * What a status says about the server. 408, 500, 502, 503 and 504 may pass; 429 says
	 * that the request was not processed; other statuses from 500 on will not pass; all
	 * others are answers, those from 400 on with a no.
	 * @param status the status code
	 * @param retryAfter how long the server asked to be left alone, or {@code null}
	 * @return the fault, or {@code null} for an answer with a yes
	 */
	public static @Nullable Fault of(int status, @Nullable Duration retryAfter) {
		return switch (status) {
			case 408, 500, 502, 503, 504 -> new Fault(Fault.Kind.TRANSIENT, retryAfter);
			case 429 -> new Fault(Fault.Kind.UNPROCESSED, retryAfter);
			default -> (status >= 500) ? Fault.PERMANENT : (status >= 400) ? Fault.ANSWER : null;
		};
	}

	/**
	 * The time of a {@code Retry-After} header (RFC 9110, section 10.2.3), at most a
	 * year. A date is compared with the response's own {@code Date} where it has one, so
	 * that it does not matter whose clock is wrong.
	 * @param retryAfter value of the header: seconds or a date
	 * @param date value of the {@code Date} header
	 * @param now the time here
	 * @return the time, zero if it has passed, {@code null} if there is none to be read
	 */
	public static @Nullable Duration retryAfter(@Nullable String retryAfter, @Nullable String date, Instant now) {
		if (retryAfter == null || retryAfter.isBlank()) {
			return null;
		}
		String value = retryAfter.trim();
		if (value.chars().allMatch((character) -> character >= '0' && character <= '9')) {
			return (value.length() <= 9) ? bounded(Duration.ofSeconds(Long.parseLong(value))) : LONGEST;
		}
		Instant until = instant(value);
		if (until == null) {
			return null;
		}
		Instant base = (date != null) ? instant(date.trim()) : null;
		return bounded(Duration.between((base != null) ? base : now, until));
	}

	private static Duration bounded(Duration time) {
		if (time.isNegative()) {
			return Duration.ZERO;
		}
		return (time.compareTo(LONGEST) < 0) ? time : LONGEST;
	}

	private static @Nullable Instant instant(String value) {
		try {
			return ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
		}
		catch (DateTimeParseException ex) {
			return null;
		}
	}

}
