package io.alwayson.health;

import java.util.Objects;

import io.alwayson.workload.context.CallOutcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which calls of the application prove the same as a run of a check.
 *
 * @param operation calls of this class do, or {@code null} if none does
 * @param region only if this region answered, or {@code null} for a check that is not
 * pinned to one. Spelled in any way that differs by case and blanks only
 */
public record Proof(CallOutcome.@Nullable Operation operation, @Nullable String region) {

	private static final Logger logger = LoggerFactory.getLogger(Proof.class);

	/** No call proves what the check does: it is always run. */
	public static final Proof NOTHING = new Proof(null, null);

	/** Calls of that class, wherever they are answered. */
	public static Proof of(CallOutcome.Operation operation) {
		return new Proof(operation, null);
	}

	/** The same calls, if they are answered by exactly that region. */
	public Proof in(String region) {
		return new Proof(this.operation, region);
	}

	/** What the check says that it proves; nothing if it fails to say. */
	static Proof claimedBy(HealthCheck check) {
		try {
			return Objects.requireNonNull(check.proves());
		}
		catch (Throwable ex) {
			logger.debug("What the check {} proves is not known", check.getClass().getName(), ex);
			return NOTHING;
		}
	}

}
