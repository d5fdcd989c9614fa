package io.alwayson.resilience.azure;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Ways of being sick.
 */
enum Sickness {

	/** Answers come, too late to be of use. */
	SLOW((service) -> service.proxy().latency(Duration.ofSeconds(3))),

	/** Nothing comes. */
	HANGING((service) -> service.proxy().hang()),

	/** Connections end at once. */
	RESETTING((service) -> service.proxy().reset()),

	/** Connections end in the midst of an answer. */
	BREAKING_OFF(SickService::cut),

	/** 429. */
	THROTTLING((service) -> service.respond(429, "1")),

	/** 503. */
	UNAVAILABLE((service) -> service.respond(503, "1")),

	/** Nobody listens. */
	REFUSING((service) -> service.proxy().refuse()),

	/** Well and not, in turn. */
	FLAPPING((service) -> service.respond(503, "0")) {

		@Override
		Runnable begin(SickService service) {
			AtomicBoolean well = new AtomicBoolean(true);
			ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
			timer.scheduleAtFixedRate(() -> {
				if (well.getAndSet(!well.get())) {
					super.begin(service);
				}
				else {
					service.heal();
				}
			}, 0, 250, TimeUnit.MILLISECONDS);
			return () -> {
				stop(timer);
				service.heal();
			};
		}

	};

	private final Consumer<SickService> begins;

	Sickness(Consumer<SickService> begins) {
		this.begins = begins;
	}

	private static void stop(ScheduledExecutorService timer) {
		timer.shutdownNow();
		try {
			timer.awaitTermination(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Makes a service sick.
	 * @return ends it
	 */
	Runnable begin(SickService service) {
		this.begins.accept(service);
		return service::heal;
	}

}
