package io.alwayson.resilience.azure;

import java.time.Duration;
import java.time.Instant;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpResponse;
import io.alwayson.resilience.Fault;
import io.alwayson.resilience.HttpFaults;
import org.jspecify.annotations.Nullable;

/**
 * What responses of Azure services mean: as any HTTP response, with two finer headers for
 * the time to stay away.
 */
final class AzureFaults {

	private static final HttpHeaderName X_MS_RETRY_AFTER_MS = HttpHeaderName.fromString("x-ms-retry-after-ms");

	private static final HttpHeaderName RETRY_AFTER_MS = HttpHeaderName.fromString("retry-after-ms");

	private AzureFaults() {
	}

	static @Nullable Fault in(HttpResponse response, Instant now) {
		return HttpFaults.of(response.getStatusCode(), retryAfter(response.getHeaders(), now));
	}

	private static @Nullable Duration retryAfter(HttpHeaders headers, Instant now) {
		Duration fine = millis(headers.getValue(X_MS_RETRY_AFTER_MS));
		if (fine == null) {
			fine = millis(headers.getValue(RETRY_AFTER_MS));
		}
		return (fine != null) ? fine : HttpFaults.retryAfter(headers.getValue(HttpHeaderName.RETRY_AFTER),
				headers.getValue(HttpHeaderName.DATE), now);
	}

	private static @Nullable Duration millis(@Nullable String value) {
		try {
			return (value != null) ? Duration.ofMillis(Math.max(0, Integer.parseInt(value.trim()))) : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

}
