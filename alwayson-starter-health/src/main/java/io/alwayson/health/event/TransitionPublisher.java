package io.alwayson.health.event;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.alwayson.health.StampHealthListener;
import io.alwayson.health.StampTransition;
import io.alwayson.health.SwitchTransition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes each {@link StampTransition} and {@link SwitchTransition} as an event of the
 * application context, in order.
 *
 * <p>
 * Listeners run on a thread of their own, {@code alwayson-health-events}, never on the
 * monitor's: one that hangs or throws does not touch the verdict. Up to 256 transitions
 * wait for it; further ones are dropped, counted and logged. What a listener throws is
 * logged, and the next transition is published as ever.
 */
public final class TransitionPublisher implements StampHealthListener, DisposableBean {

	/** How many transitions wait for a slow listener. */
	static final int CAPACITY = 256;

	private static final Logger logger = LoggerFactory.getLogger(TransitionPublisher.class);

	private final ApplicationEventPublisher events;

	private final AtomicLong dropped = new AtomicLong();

	private final ThreadPoolExecutor executor;

	/** Creates a publisher that has no thread until there is something to publish. */
	public TransitionPublisher(ApplicationEventPublisher events) {
		this.events = events;
		this.executor = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(CAPACITY),
				(task) -> {
					Thread thread = new Thread(task, "alwayson-health-events");
					thread.setDaemon(true);
					return thread;
				}, (task, rejecting) -> drop(rejecting));
		this.executor.allowCoreThreadTimeOut(true);
	}

	@Override
	public void onTransition(StampTransition transition) {
		this.executor.execute(() -> publish(transition));
	}

	@Override
	public void onSwitch(SwitchTransition transition) {
		this.executor.execute(() -> publish(transition));
	}

	/** How many transitions were never published, because listeners were too slow. */
	public long dropped() {
		return this.dropped.get();
	}

	private void publish(Object transition) {
		try {
			this.events.publishEvent(transition);
		}
		catch (Throwable ex) {
			logger.warn("An event listener failed on {}", transition, ex);
		}
	}

	private void drop(ThreadPoolExecutor rejecting) {
		// Once in a while: it is called by the monitor, and listeners may hang for ever.
		if (!rejecting.isShutdown() && this.dropped.getAndIncrement() % CAPACITY == 0) {
			logger.warn("An event listener is too slow: {} transitions were not published as events",
					this.dropped.get());
		}
	}

	@Override
	public void destroy() {
		this.executor.shutdownNow();
	}

}
