package io.alwayson.test.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;

import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way to one peer, in order, each with the time at which it is due: a
 * delay line, so that latency does not add up over the chunks of one answer. Not
 * thread-safe.
 */
final class Outflow {

	/** More than this waits at the sender. */
	static final int CAPACITY = 256 * 1024;

	private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();

	private long waiting;

	private boolean ended;

	void add(ByteBuffer bytes, long due) {
		byte[] copy = new byte[bytes.remaining()];
		bytes.get(copy);
		this.chunks.add(new Chunk(ByteBuffer.wrap(copy), due));
		this.waiting += copy.length;
	}

	/** The peer hears the end of the stream after what waits. */
	void end(long due) {
		this.chunks.add(new Chunk(null, due));
	}

	boolean full() {
		return this.waiting >= CAPACITY;
	}

	/** Whether the end of the stream has been passed on. */
	boolean ended() {
		return this.ended;
	}

	boolean isEmpty() {
		return this.chunks.isEmpty();
	}

	/** When the next chunk is due; only if there is one. */
	long nextDue() {
		return this.chunks.element().due();
	}

	/** Nothing is held back any longer. */
	void release(long now) {
		ArrayDeque<Chunk> held = new ArrayDeque<>(this.chunks);
		this.chunks.clear();
		held.forEach((chunk) -> this.chunks.add(new Chunk(chunk.bytes(), now)));
	}

	/**
	 * Writes what is due and what the peer takes.
	 * @return whether something due is left because the peer takes no more
	 * @throws IOException if the peer is gone
	 */
	boolean flush(SocketChannel peer, long now) throws IOException {
		while (!this.chunks.isEmpty() && this.chunks.element().due() - now <= 0) {
			ByteBuffer bytes = this.chunks.element().bytes();
			if (bytes == null) {
				peer.shutdownOutput();
				this.ended = true;
			}
			else {
				this.waiting -= peer.write(bytes);
				if (bytes.hasRemaining()) {
					return true;
				}
			}
			this.chunks.remove();
		}
		return false;
	}

	private record Chunk(@Nullable ByteBuffer bytes, long due) {

	}

}
