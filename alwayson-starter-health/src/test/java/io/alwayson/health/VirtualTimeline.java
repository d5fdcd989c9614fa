package io.alwayson.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Time that moves only when told to; everything runs on the test's thread, in order.
 */
final class VirtualTimeline implements Timeline {

	static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

	private final PriorityQueue<Task> tasks = new PriorityQueue<>(
			Comparator.comparingLong(Task::at).thenComparingLong(Task::order));

	private long now;

	private long order;

	private boolean closed;

	@Override
	public long nanoTime() {
		return this.now;
	}

	@Override
	public Instant instant() {
		return START.plusNanos(this.now);
	}

	@Override
	public void execute(Runnable task) {
		schedule(Duration.ZERO, task);
	}

	@Override
	public void schedule(Duration delay, Runnable task) {
		if (!this.closed) {
			this.tasks.add(new Task(this.now + delay.toNanos(), this.order++, task));
		}
	}

	@Override
	public void close() {
		this.closed = true;
		this.tasks.clear();
	}

	/** Lets the time pass, and everything happen that is due in it. */
	void pass(Duration time) {
		long end = this.now + time.toNanos();
		while (!this.tasks.isEmpty() && this.tasks.peek().at() <= end) {
			Task task = this.tasks.remove();
			this.now = Math.max(this.now, task.at());
			task.runnable().run();
		}
		this.now = end;
	}

	/** Time passes, and nobody runs: the monitor is dead. */
	void passSilently(Duration time) {
		this.now += time.toNanos();
	}

	private record Task(long at, long order, Runnable runnable) {
	}

}
