package io.alwayson.health.azure;

import java.time.Duration;

import com.azure.core.http.HttpClient;
import com.azure.core.util.HttpClientOptions;

/**
 * The transport of the checks' own clients.
 */
final class HttpTransport {

	private HttpTransport() {
	}

	/** With backstops: the SDK's own defaults are up to a minute. */
	static HttpClient within(Duration timeout) {
		return HttpClient.createDefault(new HttpClientOptions().setConnectTimeout(timeout)
			.setWriteTimeout(timeout)
			.setResponseTimeout(timeout)
			.setReadTimeout(timeout));
	}

}
