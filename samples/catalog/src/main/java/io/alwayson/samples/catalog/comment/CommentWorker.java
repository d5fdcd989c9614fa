package io.alwayson.samples.catalog.comment;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.alwayson.samples.catalog.comment.CommentQueue.Delivery;
import io.alwayson.samples.catalog.data.DatabaseSetup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/**
 * Takes comments from the queue and writes them to the database, at least once each.
 * While the database is away the comments wait.
 */
@Component
class CommentWorker implements SmartLifecycle {

	/**
	 * Starts before the web server and stops after it: what it accepted last is written
	 * too.
	 */
	private static final int PHASE = WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1024;

	private static final long PATIENCE_MILLIS = 250;

	private static final long FIRST_PAUSE_MILLIS = 100;

	private static final long LONGEST_PAUSE_MILLIS = 1000;

	private static final long STOP_MILLIS = 10_000;

	private static final Logger logger = LoggerFactory.getLogger(CommentWorker.class);

	private final CommentQueue queue;

	private final CommentRepository comments;

	private final DatabaseSetup database;

	private volatile CountDownLatch stopping = new CountDownLatch(0);

	private Thread thread;

	CommentWorker(CommentQueue queue, CommentRepository comments, DatabaseSetup database) {
		this.queue = queue;
		this.comments = comments;
		this.database = database;
	}

	@Override
	public void start() {
		this.database.tryNow();
		this.stopping = new CountDownLatch(1);
		this.thread = new Thread(this::run, "comment-worker");
		this.thread.start();
	}

	private void run() {
		long pause = 0;
		try {
			while (isRunning() || (pause == 0 && this.queue.size() > 0)) {
				try {
					this.database.ensure();
					work();
					if (pause > 0) {
						logger.info("Comments are written again");
					}
					pause = 0;
				}
				catch (RuntimeException ex) {
					this.database.forget();
					if (pause == 0) {
						logger.warn("Comments wait, {} so far: {}", this.queue.size(), ex.toString());
					}
					pause = Math.min(LONGEST_PAUSE_MILLIS, Math.max(FIRST_PAUSE_MILLIS, 2 * pause));
					this.stopping.await(pause, TimeUnit.MILLISECONDS);
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void work() throws InterruptedException {
		Optional<Delivery> next = this.queue.first(PATIENCE_MILLIS);
		if (next.isPresent()) {
			store(next.get().comment());
			this.queue.remove(next.get().position());
		}
	}

	private void store(Comment comment) {
		try {
			this.comments.save(comment);
		}
		catch (DataIntegrityViolationException ex) {
			// Trying again would not help: the item does not exist.
			logger.warn("Comment {} on item {} is dropped, the database refuses it", comment.id(), comment.itemId());
		}
	}

	@Override
	public void stop() {
		this.stopping.countDown();
		try {
			this.thread.join(STOP_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.stopping.getCount() > 0;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
