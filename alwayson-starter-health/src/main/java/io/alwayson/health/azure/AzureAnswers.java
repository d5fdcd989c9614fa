package io.alwayson.health.azure;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import io.alwayson.health.CheckResult;
import io.alwayson.health.HealthCheck;
import io.alwayson.health.HealthCheck.Answer;
import io.alwayson.health.Reasons;

/**
 * What failed calls of Azure's HTTP clients mean.
 */
final class AzureAnswers {

	/** Neither a bean nor the platform gives one. */
	static final String CREDENTIAL = "NO_CREDENTIAL";

	static final HealthCheck.Answer NO_CREDENTIAL = Answer.inconclusive(CREDENTIAL);

	/** There is a credential, which has given none. */
	static final String TOKEN = "NO_TOKEN";

	/**
	 * Who gives out tokens gives them to every stamp, so another one would not be better
	 * off.
	 */
	static final HealthCheck.Answer NO_TOKEN = new Answer(CheckResult.Status.DOWN, TOKEN, false);

	/** The code that storage services send with a 503 where others send 429. */
	private static final String THROTTLED = "ServerBusy";

	private static final HttpHeaderName ERROR_CODE = HttpHeaderName.fromString("x-ms-error-code");

	/** Chains of causes may be cyclic. */
	private static final int DEPTH = 16;

	private AzureAnswers() {
	}

	/**
	 * Throttling is an answer of something that works, and would follow the traffic to
	 * the next stamp: it degrades.
	 */
	static HealthCheck.Answer of(RuntimeException failure) {
		if (isNoToken(failure)) {
			return NO_TOKEN;
		}
		if (failure instanceof HttpResponseException http && http.getResponse() != null) {
			HttpResponse response = http.getResponse();
			return THROTTLED.equals(response.getHeaderValue(ERROR_CODE)) ? Answer.slow("SERVER_BUSY")
					: of(response.getStatusCode());
		}
		return Answer.down(Reasons.of(failure));
	}

	/**
	 * Whether the credential has failed and not the service, which answers a token that
	 * it does not like: that is the stamp's own trouble.
	 */
	static boolean isNoToken(Throwable failure) {
		Throwable cause = failure;
		for (int i = 0; i < DEPTH && cause != null; i++) {
			if (cause instanceof ClientAuthenticationException denied && denied.getResponse() == null) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

	/** The same for a status. */
	static HealthCheck.Answer of(int status) {
		return switch (status) {
			case 404 -> Answer.down("NOT_FOUND");
			case 429 -> Answer.slow("HTTP_429");
			default -> Answer.down("HTTP_" + status);
		};
	}

}
