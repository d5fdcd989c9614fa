package io.alwayson.samples.catalog.comment;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * A durable queue of comments in a file of this process, bounded, oldest first. A comment
 * is on the disk when {@link #add} returns, and stays until it is removed: whoever takes
 * it and dies gets it again.
 *
 * <p>
 * Stands in for a queue service where there is none. The file belongs to one process at a
 * time.
 */
@Component
public class CommentQueue implements AutoCloseable {

	private static final int CACHE_MEGABYTES = 4;

	private static final Logger logger = LoggerFactory.getLogger(CommentQueue.class);

	private final JsonMapper json;

	private final long capacity;

	private final MVStore store;

	private final MVMap<Long, String> waiting;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition added = this.lock.newCondition();

	CommentQueue(@Value("${catalog.comment-queue.file}") String file,
			@Value("${catalog.comment-queue.capacity}") long capacity, JsonMapper json) {
		this.json = json;
		this.capacity = capacity;
		this.store = open(Path.of(file).toAbsolutePath());
		this.waiting = this.store.openMap("comments");
	}

	private static MVStore open(Path file) {
		try {
			file.getParent().toFile().mkdirs();
			// async: an interrupted thread would close a plain channel for everybody.
			return new MVStore.Builder().fileName("async:" + file).cacheSize(CACHE_MEGABYTES).open();
		}
		catch (MVStoreException ex) {
			throw new IllegalStateException("The comment queue " + file
					+ " cannot be opened. Another process has it, or it is no queue; COMMENT_QUEUE_FILE names another",
					ex);
		}
	}

	/** Puts a comment onto the disk. */
	void add(Comment comment) {
		String value = this.json.writeValueAsString(comment);
		this.lock.lock();
		try {
			if (this.waiting.sizeAsLong() >= this.capacity) {
				throw new NotAcceptedException("The queue is full");
			}
			Long last = this.waiting.lastKey();
			this.waiting.put((last != null) ? last + 1 : 1, value);
			this.store.commit();
			this.store.sync();
			this.added.signalAll();
		}
		catch (MVStoreException ex) {
			throw new NotAcceptedException("The queue does not work", ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	/** The oldest comment, waited for that long; it stays in the queue. */
	Optional<Delivery> first(long patienceMillis) throws InterruptedException {
		this.lock.lock();
		try {
			long nanos = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
			while (this.waiting.isEmpty() && nanos > 0) {
				nanos = this.added.awaitNanos(nanos);
			}
			Long position = this.waiting.firstKey();
			return (position != null) ? read(position) : Optional.empty();
		}
		finally {
			this.lock.unlock();
		}
	}

	private Optional<Delivery> read(long position) {
		try {
			return Optional.of(new Delivery(position, this.json.readValue(this.waiting.get(position), Comment.class)));
		}
		catch (JacksonException ex) {
			// It would block the queue for ever.
			logger.error("Comment at position {} is dropped: it cannot be read", position, ex);
			remove(position);
			return Optional.empty();
		}
	}

	/** Removes what was at that position. */
	void remove(long position) {
		this.lock.lock();
		try {
			this.waiting.remove(position);
			this.store.commit();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** How many comments wait. */
	long size() {
		return this.waiting.sizeAsLong();
	}

	/** Whether comments can be accepted. */
	public State state() {
		if (this.store.isClosed()) {
			return State.CLOSED;
		}
		long size = size();
		if (size >= this.capacity) {
			return State.FULL;
		}
		return (size > this.capacity / 2) ? State.FILLING : State.READY;
	}

	@Override
	public void close() {
		this.store.close();
	}

	/** States of the queue. */
	public enum State {

		/** There is room. */
		READY,

		/** More than half of the room is taken: comments come faster than they go. */
		FILLING,

		/** There is no room. */
		FULL,

		/** The file is closed, by a failed write for example. */
		CLOSED

	}

	/**
	 * A comment at its position in the queue.
	 *
	 * @param position where it waits
	 * @param comment the comment
	 */
	record Delivery(long position, Comment comment) {
	}

}
