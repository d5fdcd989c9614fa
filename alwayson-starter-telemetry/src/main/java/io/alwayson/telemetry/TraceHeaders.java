package io.alwayson.telemetry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The trace context of a request as far as it can be believed, by the rules of
 * <a href="https://www.w3.org/TR/trace-context-2/">W3C Trace Context</a>. Servers hand on
 * the first of several headers, which is not what those rules say.
 *
 * @param traceparent a valid one, of version 00, or {@code null}: a new trace begins
 * @param tracestate valid and of at most 512 characters, or {@code null}
 */
public record TraceHeaders(@Nullable String traceparent, @Nullable String tracestate) {

	/** Name of a header. */
	public static final String TRACEPARENT = "traceparent";

	/** Name of a header. */
	public static final String TRACESTATE = "tracestate";

	/** What of a later version is known today. */
	private static final Pattern PARENT = Pattern
		.compile("(?!ff)([0-9a-f]{2})-((?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

	private static final int FLAGS_AT = 53;

	private static final int SAMPLED = 1;

	/** Sampled, and random. */
	private static final int KNOWN_FLAGS = 3;

	private static final Pattern KEY = Pattern
		.compile("[a-z][a-z0-9_*/-]{0,255}|[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13}");

	private static final Pattern VALUE = Pattern.compile("[ -~&&[^,=]]{0,255}[!-~&&[^,=]]");

	private static final int MOST_MEMBERS = 32;

	/** What has to be passed on at least; what strangers send is not passed on beyond. */
	private static final int MOST_CHARACTERS = 512;

	/** Those that are longer go first. */
	private static final int LONG_MEMBER = 128;

	private static final TraceHeaders NONE = new TraceHeaders(null, null);

	/**
	 * Reads the headers of a request.
	 * @param traceparents all headers of that name, in the order of the request
	 * @param tracestates likewise
	 */
	public static TraceHeaders of(List<String> traceparents, List<String> tracestates) {
		String traceparent = (traceparents.size() == 1) ? parent(strip(traceparents.get(0))) : null;
		return (traceparent != null) ? new TraceHeaders(traceparent, state(tracestates)) : NONE;
	}

	/** Whether these are what the server would hand on by itself. */
	public boolean areAll(List<String> traceparents, List<String> tracestates) {
		return is(this.traceparent, traceparents) && is(this.tracestate, tracestates);
	}

	private static boolean is(@Nullable String value, List<String> received) {
		return (value != null) ? received.size() == 1 && value.equals(received.get(0)) : received.isEmpty();
	}

	/** The trace, or {@code null}. */
	public @Nullable String traceId() {
		return (this.traceparent != null) ? this.traceparent.substring(3, 35) : null;
	}

	/** Whether the caller says that he has it sampled. */
	public boolean isSampled() {
		return this.traceparent != null && (flags(this.traceparent) & SAMPLED) != 0;
	}

	/** The same trace, of which nobody said that it is to be kept. */
	public TraceHeaders unsampled() {
		return (this.traceparent != null)
				? new TraceHeaders(withFlags(this.traceparent, flags(this.traceparent) & ~SAMPLED), this.tracestate)
				: this;
	}

	private static @Nullable String parent(String value) {
		Matcher matcher = PARENT.matcher(value);
		if (!matcher.matches()) {
			return null;
		}
		if (!matcher.group(1).equals("00")) {
			String known = "00-" + matcher.group(2) + "-00";
			return withFlags(known, Integer.parseInt(matcher.group(3), 16) & KNOWN_FLAGS);
		}
		return (matcher.group(4) == null) ? value : null;
	}

	private static int flags(String traceparent) {
		return Integer.parseInt(traceparent.substring(FLAGS_AT), 16);
	}

	private static String withFlags(String traceparent, int flags) {
		return traceparent.substring(0, FLAGS_AT) + Character.forDigit(flags >> 4, 16)
				+ Character.forDigit(flags & 0xf, 16);
	}

	/** One member that is not valid spoils them all; of equal keys the first counts. */
	private static @Nullable String state(List<String> headers) {
		Map<String, String> members = new LinkedHashMap<>();
		int count = 0;
		for (String header : headers) {
			for (String part : header.split(",")) {
				String member = strip(part);
				if (member.isEmpty()) {
					continue;
				}
				int equals = member.indexOf('=');
				if (++count > MOST_MEMBERS || equals < 0 || !KEY.matcher(member.substring(0, equals)).matches()
						|| !VALUE.matcher(member.substring(equals + 1)).matches()) {
					return null;
				}
				members.putIfAbsent(member.substring(0, equals), member);
			}
		}
		List<String> passed = bounded(new ArrayList<>(members.values()));
		return passed.isEmpty() ? null : String.join(",", passed);
	}

	private static List<String> bounded(List<String> members) {
		if (length(members) > MOST_CHARACTERS) {
			members.removeIf((member) -> member.length() > LONG_MEMBER);
		}
		while (length(members) > MOST_CHARACTERS) {
			members.remove(members.size() - 1);
		}
		return members;
	}

	private static int length(List<String> members) {
		return members.stream().mapToInt((member) -> member.length() + 1).sum() - 1;
	}

	/** Of spaces and tabs only. */
	private static String strip(String value) {
		int begin = 0;
		int end = value.length();
		while (begin < end && isBlank(value.charAt(begin))) {
			begin++;
		}
		while (begin < end && isBlank(value.charAt(end - 1))) {
			end--;
		}
		return value.substring(begin, end);
	}

	private static boolean isBlank(char character) {
		return character == ' ' || character == '\t';
	}

}
