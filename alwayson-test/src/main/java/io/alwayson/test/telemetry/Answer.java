package io.alwayson.test.telemetry;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a receiver answers.
 */
record Answer(int status, String type, byte[] body, Map<String, String> headers) {

	/** An OTLP success: an empty message takes no bytes. */
	static final Answer PROTOBUF = new Answer(200, "application/x-protobuf", new byte[0], Map.of());

	static Answer of(int status) {
		return new Answer(status, "text/plain", new byte[0], Map.of());
	}

	static Answer json(String body, Map<String, String> headers) {
		return new Answer(200, "application/json", body.getBytes(StandardCharsets.UTF_8), headers);
	}

}
