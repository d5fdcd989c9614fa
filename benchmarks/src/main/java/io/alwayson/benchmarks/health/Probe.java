package io.alwayson.benchmarks.health;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * A prober with one connection, kept alive. It does next to nothing, so that what is
 * measured is the server.
 */
final class Probe implements AutoCloseable {

	private final int port;

	private @Nullable Socket socket;

	private @Nullable InputStream in;

	private byte[] body = new byte[0];

	Probe(int port) {
		this.port = port;
	}

	/** The status code. Opens a connection if there is none. */
	int get(String path, int timeoutMillis) throws IOException {
		try {
			Socket connected = this.socket;
			InputStream input = this.in;
			if (connected == null || input == null) {
				connected = new Socket();
				connected.setTcpNoDelay(true);
				connected.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port), timeoutMillis);
				input = new BufferedInputStream(connected.getInputStream());
				this.socket = connected;
				this.in = input;
			}
			connected.setSoTimeout(timeoutMillis);
			connected.getOutputStream()
				.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
			return read(input);
		}
		catch (IOException ex) {
			close();
			throw ex;
		}
	}

	private int read(InputStream input) throws IOException {
		int status = Integer.parseInt(line(input).substring(9, 12));
		int length = -1;
		for (String header = line(input); !header.isEmpty(); header = line(input)) {
			if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
				length = Integer.parseInt(header.substring(15).trim());
			}
		}
		if (length >= 0) {
			this.body = input.readNBytes(length);
			return status;
		}
		StringBuilder chunks = new StringBuilder();
		for (int size = size(input); size > 0; size = size(input)) {
			chunks.append(new String(input.readNBytes(size), StandardCharsets.UTF_8));
			line(input);
		}
		line(input);
		this.body = chunks.toString().getBytes(StandardCharsets.UTF_8);
		return status;
	}

	private static int size(InputStream input) throws IOException {
		return Integer.parseInt(line(input).trim(), 16);
	}

	private static String line(InputStream input) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next = input.read(); next != '\n'; next = input.read()) {
			if (next < 0) {
				throw new IOException("closed");
			}
			if (next != '\r') {
				line.append((char) next);
			}
		}
		return line.toString();
	}

	/** Bytes of the last body. */
	int length() {
		return this.body.length;
	}

	String body() {
		return new String(this.body, StandardCharsets.UTF_8);
	}

	@Override
	public void close() {
		Socket open = this.socket;
		this.socket = null;
		this.in = null;
		if (open != null) {
			try {
				open.close();
			}
			catch (IOException ex) {
				// It is given up.
			}
		}
	}

}
