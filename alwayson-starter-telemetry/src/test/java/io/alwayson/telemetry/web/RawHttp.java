package io.alwayson.telemetry.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

import org.springframework.context.ApplicationContext;

/**
 * Requests by hand, because clients refuse to send what strangers do send.
 */
final class RawHttp {

	private RawHttp() {
	}

	/** To the server of an application. */
	static Answer send(ApplicationContext context, String method, String path, String... headers) throws IOException {
		int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		try (Socket socket = new Socket("localhost", port)) {
			socket.setSoTimeout(10_000);
			StringBuilder request = new StringBuilder(
					method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n");
			for (String header : headers) {
				request.append(header).append("\r\n");
			}
			OutputStream out = socket.getOutputStream();
			out.write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
			out.flush();
			InputStream in = socket.getInputStream();
			return Answer.of(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
		}
	}

	record Answer(int status, List<String> headers, String body) {

		static Answer of(String text) {
			String[] parts = text.split("\r\n\r\n", 2);
			List<String> lines = List.of(parts[0].split("\r\n"));
			return new Answer(Integer.parseInt(lines.get(0).substring(9, 12)), lines.subList(1, lines.size()),
					(parts.length > 1) ? parts[1].replaceAll("(?m)^[0-9a-f]+\r\n|\r\n$", "") : "");
		}

		List<String> all(String name) {
			String prefix = name.toLowerCase(Locale.ROOT) + ":";
			return this.headers.stream()
				.filter((header) -> header.toLowerCase(Locale.ROOT).startsWith(prefix))
				.map((header) -> header.substring(prefix.length()).trim())
				.toList();
		}

	}

}
