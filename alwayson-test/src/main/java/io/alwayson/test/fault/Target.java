package io.alwayson.test.fault;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

import org.jspecify.annotations.Nullable;

/**
 * The connection of a relay to the target, whose addresses are tried in turn. Lives on
 * the loop's thread.
 */
final class Target {

	private final FaultLoop loop;

	private final Relay relay;

	private @Nullable SocketChannel channel;

	private @Nullable SelectionKey key;

	/** Which of the target's addresses is tried. */
	private int address;

	Target(FaultLoop loop, Relay relay) {
		this.loop = loop;
		this.relay = relay;
	}

	/** Whether there is a connection, maybe one that is being made. */
	boolean isThere() {
		return this.channel != null;
	}

	boolean isOf(SelectionKey ready) {
		return this.channel != null && ready == this.key;
	}

	void connect() throws IOException {
		this.address = 0;
		tryConnect();
	}

	private void tryConnect() throws IOException {
		IOException failure = new IOException("No address");
		for (; this.address < this.loop.targets().size(); this.address++) {
			InetSocketAddress next = this.loop.targets().get(this.address);
			SocketChannel opened = SocketChannel.open();
			try {
				opened.configureBlocking(false);
				opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
				boolean connected = opened.connect(next);
				this.channel = opened;
				this.key = opened.register(this.loop.selector(),
						connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this.relay);
				return;
			}
			catch (IOException ex) {
				Sockets.close(opened);
				failure = ex;
			}
		}
		throw failure;
	}

	/** Of a connection that is there. */
	void finishConnect() throws IOException {
		SocketChannel connecting = open();
		try {
			connecting.finishConnect();
		}
		catch (IOException ex) {
			Sockets.close(connecting);
			this.address++;
			tryConnect();
		}
	}

	/** Of a connection that is there; -1 at its end. */
	int read(ByteBuffer bytes) throws IOException {
		return open().read(bytes);
	}

	/** Writes what can be written, and says what to wait for. */
	void settle(Outflow outflow, boolean reads) throws IOException {
		if (this.channel != null && this.key != null && this.channel.isConnected()) {
			boolean blocked = outflow.flush(this.channel, System.nanoTime());
			this.key.interestOps((reads ? SelectionKey.OP_READ : 0) | (blocked ? SelectionKey.OP_WRITE : 0));
		}
	}

	private SocketChannel open() throws IOException {
		SocketChannel there = this.channel;
		if (there == null) {
			throw new IOException("No connection");
		}
		return there;
	}

	void reset() {
		Sockets.reset(this.channel);
		forget();
	}

	void close() {
		Sockets.close(this.channel);
		forget();
	}

	private void forget() {
		this.channel = null;
		this.key = null;
	}

}
