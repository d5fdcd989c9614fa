package io.alwayson.test.azure;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The messages of a queue, a subscription or a partition, oldest first. Receivers of a
 * queue lock what they take; readers of a partition leave it. Not thread-safe:
 * {@link AmqpEntities} guards it.
 */
final class AmqpLog {

	/** The oldest message is dropped for one more. */
	private static final int MAX_MESSAGES = 10_000;

	/** Event hubs: nothing is ever taken. */
	private final boolean kept;

	private final Deque<Stored> messages = new ArrayDeque<>();

	private long last = -1;

	AmqpLog(boolean kept) {
		this.kept = kept;
	}

	boolean isKept() {
		return this.kept;
	}

	void append(byte[] encoded) {
		if (this.messages.size() == MAX_MESSAGES) {
			this.messages.removeFirst();
		}
		this.messages.addLast(new Stored(++this.last, Instant.now(), encoded));
	}

	/** The oldest one that nobody holds, locked for the caller. */
	@Nullable Stored take() {
		for (Stored message : this.messages) {
			if (!message.locked) {
				message.locked = true;
				return message;
			}
		}
		return null;
	}

	void remove(Stored message) {
		this.messages.remove(message);
	}

	void release(Stored message) {
		message.locked = false;
	}

	/** Up to so many from that sequence number on, and leaves them. */
	List<Stored> peek(long from, int limit) {
		return this.messages.stream().filter((message) -> message.sequence >= from).limit(limit).toList();
	}

	List<Stored> all() {
		return List.copyOf(this.messages);
	}

	/** The sequence number of the newest message there ever was, -1 if there was none. */
	long lastSequence() {
		return this.last;
	}

	long firstSequence() {
		Iterator<Stored> all = this.messages.iterator();
		return all.hasNext() ? all.next().sequence : this.last + 1;
	}

	/** A message as it was sent. */
	static final class Stored {

		final long sequence;

		final Instant enqueued;

		final byte[] encoded;

		private boolean locked;

		Stored(long sequence, Instant enqueued, byte[] encoded) {
			this.sequence = sequence;
			this.enqueued = enqueued;
			this.encoded = encoded;
		}

	}

}
