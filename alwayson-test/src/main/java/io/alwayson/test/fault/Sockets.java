package io.alwayson.test.fault;

import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

import org.jspecify.annotations.Nullable;

/**
 * Ends of connections. What cannot be closed is gone already.
 */
final class Sockets {

	private Sockets() {
	}

	/** The peer sees RST instead of an ordinary end. */
	static void reset(@Nullable SocketChannel channel) {
		if (channel != null && channel.isOpen()) {
			try {
				channel.setOption(StandardSocketOptions.SO_LINGER, 0);
			}
			catch (Exception ex) {
				// Closed below all the same.
			}
		}
		close(channel);
	}

	static void close(@Nullable AutoCloseable resource) {
		if (resource != null) {
			try {
				resource.close();
			}
			catch (Exception ex) {
				// Nothing is left to do with it.
			}
		}
	}

}
