package io.alwayson.resilience.web;

import java.nio.charset.StandardCharsets;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;

import io.alwayson.resilience.CallHeaders;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/**
 * Answers of a service that cannot or may not work on a request now, as problem details
 * (RFC 9457). They say what the caller can do and nothing of what is inside. Whoever is
 * asked to come back is asked for a different second, so that not all come at once.
 * Immutable.
 */
public final class Refusals {

	private static final int LONGEST_WAIT_SECONDS = 3;

	private static final Pattern LEGAL_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

	private static final String OVERLOADED = "There is more to do than can be done now";

	private static final String UNAVAILABLE = "Something this service needs is not available now";

	private static final String LATE = "The answer was not ready when it was due";

	private final DoubleSupplier random;

	/** Creates the answers; the source yields numbers from 0 to below 1. */
	public Refusals(DoubleSupplier random) {
		this.random = random;
	}

	/** There is no room for the request. */
	Refusal overloaded() {
		return new Refusal(HttpStatus.SERVICE_UNAVAILABLE, OVERLOADED, wait(this.random));
	}

	/** A dependency is left alone for the moment. */
	Refusal unavailable() {
		return new Refusal(HttpStatus.SERVICE_UNAVAILABLE, UNAVAILABLE, wait(this.random));
	}

	/** The time of the request is over. */
	Refusal late() {
		return new Refusal(HttpStatus.GATEWAY_TIMEOUT, LATE, 0);
	}

	private static int wait(DoubleSupplier random) {
		return 1 + (int) (random.getAsDouble() * LONGEST_WAIT_SECONDS);
	}

	/**
	 * One answer.
	 *
	 * @param status of the response
	 * @param detail what the caller may know
	 * @param retryAfterSeconds when it makes sense to come back; 0 for not said
	 */
	record Refusal(HttpStatus status, String detail, int retryAfterSeconds) {

		/** For where converters are at hand. */
		ResponseEntity<ProblemDetail> entity(@Nullable String correlationId) {
			ProblemDetail problem = ProblemDetail.forStatusAndDetail(this.status, this.detail);
			if (isLegal(correlationId)) {
				problem.setProperty("correlationId", correlationId);
			}
			ResponseEntity.HeadersBuilder<?> response = ResponseEntity.of(problem);
			if (this.retryAfterSeconds > 0) {
				response.header(HttpHeaders.RETRY_AFTER, Integer.toString(this.retryAfterSeconds));
			}
			return response.build();
		}

		/** For where they are not. Nothing in it needs to be escaped. */
		byte[] body(@Nullable String correlationId) {
			String id = isLegal(correlationId) ? ",\"correlationId\":\"" + correlationId + "\"" : "";
			return ("{\"title\":\"" + this.status.getReasonPhrase() + "\",\"status\":" + this.status.value()
					+ ",\"detail\":\"" + this.detail + "\"" + id + "}")
				.getBytes(StandardCharsets.UTF_8);
		}

		String contentType() {
			return MediaType.APPLICATION_PROBLEM_JSON_VALUE;
		}

		private static boolean isLegal(@Nullable String correlationId) {
			return correlationId != null && LEGAL_ID.matcher(correlationId).matches();
		}

	}

	/** Where telemetry has written the id of a request before it got here. */
	static String correlationHeader() {
		return CallHeaders.CORRELATION;
	}

}
