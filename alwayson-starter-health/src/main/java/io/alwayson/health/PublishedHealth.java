package io.alwayson.health;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The last verdict, and the only thing that readers touch. One writer, the
 * {@link StampHealthMonitor}; any number of readers, who allocate nothing and never wait.
 */
public final class PublishedHealth {

	private final LongSupplier nanoTime;

	private volatile Publication latest;

	/**
	 * Refuses as STARTING until the first verdict is published.
	 * @param stamp name of the stamp
	 * @param clock tells the time of day
	 * @param nanoTime tells time that only moves forward, as {@link System#nanoTime()}
	 */
	public PublishedHealth(String stamp, InstantSource clock, LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		// Never outdated: it refuses already, and STARTING is the better word.
		this.latest = Publication.of(StampHealth.starting(stamp, clock.instant()), nanoTime.getAsLong(),
				Long.MAX_VALUE);
	}

	/** The verdict as it is now: OUTDATED if its writer has gone silent. */
	public StampHealth verdict() {
		return answer().health();
	}

	/** What {@code /health/stamp} answers now. */
	public Answer answer() {
		Publication publication = this.latest;
		return (this.nanoTime.getAsLong() - publication.publishedAt() > publication.maxAge()) ? publication.outdated()
				: publication.current();
	}

	/** When the latest verdict was published, in nanoseconds. */
	long publishedAt() {
		return this.latest.publishedAt();
	}

	void publish(StampHealth health, Duration maxAge) {
		this.latest = Publication.of(health, this.nanoTime.getAsLong(), maxAge.toNanos());
	}

	/**
	 * A rendered verdict.
	 *
	 * @param health the verdict
	 * @param status the HTTP status code: it follows routing
	 * @param body the body, UTF-8 JSON. Shared: only to be read
	 */
	public record Answer(StampHealth health, int status, byte[] body) implements Reply {

		static Answer of(StampHealth health) {
			return new Answer(health, (health.routing() == Routing.ACCEPT) ? 200 : 503, StampHealthJson.render(health));
		}

	}

	/** Both answers are rendered when written: nothing is left to do when read. */
	private record Publication(Answer current, Answer outdated, long publishedAt, long maxAge) {

		static Publication of(StampHealth health, long now, long maxAge) {
			return new Publication(Answer.of(health), Answer.of(health.refusing(RoutingReason.OUTDATED)), now, maxAge);
		}

	}

}
