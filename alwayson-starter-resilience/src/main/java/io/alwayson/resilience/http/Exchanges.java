package io.alwayson.resilience.http;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;

import io.alwayson.resilience.CallHeaders;
import io.alwayson.resilience.CallType;
import io.alwayson.resilience.Corridor;
import io.alwayson.resilience.Fault;
import io.alwayson.resilience.HttpFaults;
import io.alwayson.workload.Target;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.Deadline;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

/**
 * What Spring's clients have in common.
 */
final class Exchanges {

	/** Of a body so much is part of the attempt that asks for it. */
	static final int BODY_OF_ATTEMPT = 256 * 1024;

	/** Changes nothing (RFC 9110, section 9.2.1). */
	private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS,
			HttpMethod.TRACE);

	/** Doing it twice is as good as once (RFC 9110, section 9.2.2). */
	private static final Set<HttpMethod> IDEMPOTENT = Set.of(HttpMethod.PUT, HttpMethod.DELETE);

	private static final Set<String> STREAMS = Set.of("text/event-stream", "application/x-ndjson",
			"application/stream+json", "application/json-seq", "multipart/x-mixed-replace");

	/** How long what comes after that may keep its reader waiting. */
	static final Duration IDLE = Duration.ofSeconds(5);

	private Exchanges() {
	}

	static CallType typeOf(HttpMethod method) {
		if (SAFE.contains(method)) {
			return CallType.READ;
		}
		return IDEMPOTENT.contains(method) ? CallType.IDEMPOTENT_WRITE : CallType.WRITE;
	}

	static @Nullable Fault faultOf(Corridor corridor, int status, HttpHeaders headers) {
		return HttpFaults.of(status, HttpFaults.retryAfter(headers.getFirst(HttpHeaders.RETRY_AFTER),
				headers.getFirst(HttpHeaders.DATE), corridor.instant()));
	}

	/**
	 * Whether the body belongs to the attempt: not where it is a stream, which is as long
	 * and as slow as it likes.
	 */
	static boolean readsBody(HttpHeaders headers) {
		String type = headers.getFirst(HttpHeaders.CONTENT_TYPE);
		if (type == null) {
			return true;
		}
		int parameters = type.indexOf(';');
		return !STREAMS
			.contains(((parameters >= 0) ? type.substring(0, parameters) : type).trim().toLowerCase(Locale.ROOT));
	}

	/**
	 * Tells another stamp of ours when the answer is due and how much it matters. Nobody
	 * else: it is none of their business.
	 */
	static void tell(Corridor corridor, CallContext context, HttpHeaders headers) {
		if (!(corridor.dependency().target() instanceof Target.StampService)) {
			return;
		}
		Deadline deadline = context.deadline();
		if (deadline != null) {
			headers.set(CallHeaders.DEADLINE, CallHeaders.deadline(deadline.remainingNanos(corridor.now())));
		}
		headers.set(CallHeaders.CRITICALITY, CallHeaders.criticality(context.criticality()));
	}

}
