package io.alwayson.test.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * A TCP proxy in front of something that a service depends on: it breaks on demand, and
 * counts what arrives.
 *
 * <pre class="code">
 * try (FaultProxy proxy = FaultProxy.to(realEndpoint)) {
 *     // point the service at proxy.uri(), then
 *     proxy.respond(503);
 *     // call the service, and
 *     assertThat(proxy.requests()).isLessThanOrEqualTo(3);
 *     proxy.heal();
 * }
 * </pre>
 *
 * <p>
 * It listens on a free port of 127.0.0.1 and passes bytes through unchanged, whatever the
 * protocol: HTTP, JDBC, AMQP, TLS. A new fault replaces the one in force; each switch
 * returns when its fault is in force. {@link #close()} ends everything, the fault
 * included.
 *
 * <p>
 * Limits: what happens inside of TLS or HTTP/2 is seen as bytes, not as requests; at most
 * 1024 connections are open at once, further ones are reset; at most 256 KiB wait in each
 * direction of a connection, more waits at the sender. A target that cannot be reached is
 * seen by the client as a reset. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {

	private static final String HOST = "127.0.0.1";

	private final FaultLoop loop;

	private final URI uri;

	private FaultProxy(FaultLoop loop, URI uri) {
		this.loop = loop;
		this.uri = uri;
	}

	/**
	 * Starts a proxy.
	 * @param host where the target listens
	 * @param port 1 to 65535
	 * @return a proxy without a fault
	 * @throws IllegalArgumentException if the port is none or the host has no address
	 */
	public static FaultProxy to(String host, int port) {
		return start(host, port, "http", "");
	}

	/**
	 * Starts a proxy.
	 * @param target an address with a host, and a port unless its scheme is {@code http}
	 * (80), {@code https} (443), {@code amqp} (5672), {@code amqps} or {@code sb} (5671)
	 * @return a proxy without a fault
	 * @throws IllegalArgumentException if host or port cannot be told, or the host has no
	 * address
	 */
	public static FaultProxy to(URI target) {
		String host = target.getHost();
		if (host == null) {
			throw new IllegalArgumentException("The target has no host: expected scheme://host[:port][/path].");
		}
		String scheme = target.getScheme().toLowerCase(Locale.ROOT);
		int port = (target.getPort() >= 0) ? target.getPort() : defaultPort(scheme);
		String path = (target.getRawPath() != null) ? target.getRawPath() : "";
		return start(host.replaceAll("[\\[\\]]", ""), port, scheme,
				(target.getRawQuery() != null) ? path + "?" + target.getRawQuery() : path);
	}

	private static int defaultPort(String scheme) {
		return switch (scheme) {
			case "http" -> 80;
			case "https" -> 443;
			case "amqp" -> 5672;
			case "amqps", "sb" -> 5671;
			default -> throw new IllegalArgumentException(
					"The target says no port, and the scheme " + scheme + " has none here: add :port.");
		};
	}

	private static FaultProxy start(String host, int port, String scheme, String path) {
		if (port < 1 || port > 65535) {
			throw new IllegalArgumentException("The port " + port + ": allowed are 1 to 65535.");
		}
		try {
			FaultLoop loop = new FaultLoop(Arrays.stream(InetAddress.getAllByName(host))
				.map((address) -> new InetSocketAddress(address, port))
				.toList());
			loop.start();
			return new FaultProxy(loop, URI.create(scheme + "://" + HOST + ":" + loop.port() + path));
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException("The host " + host + " has no address.", ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The fault proxy could not listen on " + HOST + ".", ex);
		}
	}

	/**
	 * The host that the proxy listens on.
	 * @return {@code 127.0.0.1}
	 */
	public String host() {
		return HOST;
	}

	/**
	 * The port that the proxy listens on, the same one as long as it is open.
	 * @return a port that was free
	 */
	public int port() {
		return this.loop.port();
	}

	/**
	 * Where clients connect to instead of the target.
	 * @return scheme, path and query of the target ({@code http} if none was given), with
	 * host and port of the proxy
	 */
	public URI uri() {
		return this.uri;
	}

	/**
	 * Holds back what the target sends: each byte arrives that much later, so that every
	 * answer does. The delay does not add up over the parts of one answer.
	 * @param delay 0 to 1 hour
	 */
	public void latency(Duration delay) {
		this.loop.apply(new Fault.Latency(delay));
	}

	/**
	 * Ends each connection in the midst of an answer: of HTTP/1 the head passes and half
	 * of what comes of the body first, of anything else half of what comes first. The
	 * target has had the request. An answer that is all head passes whole.
	 */
	public void cut() {
		this.loop.apply(new Fault.Cut());
	}

	/**
	 * Resets connections (TCP RST): the open ones now, new ones as soon as they are
	 * accepted.
	 */
	public void reset() {
		this.loop.apply(new Fault.Reset());
	}

	/**
	 * Accepts and reads, and never answers. Nothing reaches the target. A connection that
	 * had bytes swallowed is reset by the switch that follows; one that was idle goes on.
	 */
	public void hang() {
		this.loop.apply(new Fault.Hang());
	}

	/**
	 * Refuses connects, as if nothing listened, and resets the open connections, as if
	 * the target's process had ended. The port stays taken for the next switch.
	 */
	public void refuse() {
		this.loop.apply(new Fault.Refuse());
	}

	/**
	 * Answers HTTP/1 requests with an empty response instead of the target, each after it
	 * has been read as a whole. Requests that began before the switch go on to the
	 * target. Connections that speak something else are reset.
	 * @param status 200 to 599
	 */
	public void respond(int status) {
		this.loop.apply(new Fault.Respond(status, null));
	}

	/**
	 * As {@link #respond(int)}, with a header {@code Retry-After}.
	 * @param status 200 to 599, often 429 or 503
	 * @param retryAfter the header's value: seconds, a date, or what a test of odd input
	 * needs
	 */
	public void respond(int status, String retryAfter) {
		this.loop.apply(new Fault.Respond(status, retryAfter));
	}

	/**
	 * Removes the fault: traffic passes again, on the same port.
	 */
	public void heal() {
		this.loop.apply(new Fault.None());
	}

	/**
	 * Connections that were accepted, whatever became of them.
	 * @return how many since the start or the last {@link #resetCounts()}
	 */
	public long connections() {
		return this.loop.connections.get();
	}

	/**
	 * HTTP/1 requests whose head has arrived, kept-alive and pipelined ones included,
	 * whatever became of them; 0 for other protocols.
	 * @return how many since the start or the last {@link #resetCounts()}
	 */
	public long requests() {
		return this.loop.requests.get();
	}

	/**
	 * Starts both counts again at 0.
	 */
	public void resetCounts() {
		this.loop.connections.set(0);
		this.loop.requests.set(0);
	}

	/**
	 * Closes all sockets and ends the thread, within 5 seconds. Further switches fail.
	 */
	@Override
	public void close() {
		this.loop.close();
	}

}
