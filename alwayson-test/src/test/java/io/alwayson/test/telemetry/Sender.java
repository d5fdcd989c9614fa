package io.alwayson.test.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;

/**
 * Sends to a receiver as exporters do.
 */
final class Sender {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private Sender() {
	}

	static HttpResponse<String> send(URI endpoint, String path, byte[] body, boolean gzip)
			throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.resolve(path))
			.timeout(Duration.ofSeconds(10))
			.POST(BodyPublishers.ofByteArray(gzip ? gzip(body) : body));
		if (gzip) {
			request.header("Content-Encoding", "gzip");
		}
		return CLIENT.send(request.build(), BodyHandlers.ofString());
	}

	static void sendInto(URI endpoint, Duration timeout) throws IOException, InterruptedException {
		CLIENT.send(HttpRequest.newBuilder(endpoint).timeout(timeout).POST(BodyPublishers.ofString("x")).build(),
				BodyHandlers.discarding());
	}

	private static byte[] gzip(byte[] body) throws IOException {
		ByteArrayOutputStream packed = new ByteArrayOutputStream();
		try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
			out.write(body);
		}
		return packed.toByteArray();
	}

}
