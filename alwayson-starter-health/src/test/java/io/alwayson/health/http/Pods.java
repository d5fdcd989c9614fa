package io.alwayson.health.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Pods behind a Kubernetes Service: whole connections go to one after the other, and what
 * a pod says it says to each request on its connections, word for word.
 */
final class Pods implements AutoCloseable {

	/** The pod resets the connection. */
	static final String RESETS = "RESETS";

	/** The pod says nothing. */
	static final String SILENT = "SILENT";

	private final ServerSocket service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final Set<Socket> open = ConcurrentHashMap.newKeySet();

	private final AtomicInteger connections = new AtomicInteger();

	private final AtomicInteger requests = new AtomicInteger();

	private final List<String> answers;

	Pods(String... answers) throws IOException {
		this.answers = List.of(answers);
		start(this::accept);
	}

	static String answer(int status, String body) {
		return "HTTP/1.1 " + status + " Any\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
	}

	static String chunked(int status, String body) {
		String chunk = body.isEmpty() ? "" : Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
		return "HTTP/1.1 " + status + " Any\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + "0\r\n\r\n";
	}

	URI uri() {
		return URI.create("http://127.0.0.1:" + this.service.getLocalPort() + "/any");
	}

	int connections() {
		return this.connections.get();
	}

	int requests() {
		return this.requests.get();
	}

	/** Those that neither side has closed. */
	int open() {
		return this.open.size();
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "pods");
		thread.setDaemon(true);
		thread.start();
	}

	private void accept() {
		try {
			while (true) {
				Socket socket = this.service.accept();
				this.open.add(socket);
				String answer = this.answers.get(this.connections.getAndIncrement() % this.answers.size());
				start(() -> serve(socket, answer));
			}
		}
		catch (IOException ex) {
			// Closed.
		}
	}

	private void serve(Socket socket, String answer) {
		try (socket) {
			while (readRequest(socket.getInputStream())) {
				this.requests.incrementAndGet();
				if (answer.equals(RESETS)) {
					socket.setSoLinger(true, 0);
					return;
				}
				if (!answer.equals(SILENT)) {
					socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
				}
			}
		}
		catch (IOException ex) {
			// The other side has closed it.
		}
		finally {
			this.open.remove(socket);
		}
	}

	private static boolean readRequest(InputStream in) throws IOException {
		int newlines = 0;
		for (int next = in.read(); next >= 0; next = in.read()) {
			newlines = (next == '\n') ? newlines + 1 : ((next == '\r') ? newlines : 0);
			if (newlines == 2) {
				return true;
			}
		}
		return false;
	}

	@Override
	public void close() throws IOException {
		this.service.close();
		for (Socket socket : this.open) {
			socket.close();
		}
	}

}
