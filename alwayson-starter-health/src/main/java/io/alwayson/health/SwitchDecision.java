package io.alwayson.health;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * From readings to a position: two equal answers move the switch, with no other answer
 * between them. A reading that is no answer changes nothing, and does not keep them
 * apart: else a store that fails every other time would hold the switch for ever.
 * Confined to the timeline.
 */
final class SwitchDecision {

	private final String store;

	private SwitchPosition position = SwitchPosition.IN;

	/** What was answered last, if it is not what holds. */
	private @Nullable SwitchPosition candidate;

	private @Nullable Instant answeredAt;

	private long renewedAt;

	private @Nullable String error;

	private boolean observed;

	SwitchDecision(String store, long now) {
		this.store = store;
		this.renewedAt = now;
	}

	void observe(SwitchReading reading, long now, Instant instant) {
		this.observed = true;
		this.error = reading.error();
		SwitchPosition read = reading.position();
		if (read == null) {
			return;
		}
		this.renewedAt = now;
		this.answeredAt = instant;
		if (read == this.position) {
			this.candidate = null;
		}
		else if (read == this.candidate) {
			this.position = read;
			this.candidate = null;
		}
		else {
			this.candidate = read;
		}
	}

	/** Whether the last read differs from what holds: the next one confirms it soon. */
	boolean isToBeConfirmed() {
		return this.candidate != null && this.error == null;
	}

	/** Whether the first round need not wait for it any more. */
	boolean isDecided() {
		return this.observed && this.candidate == null;
	}

	SwitchState state(long now) {
		return new SwitchState(this.store, this.position, this.answeredAt, Duration.ofNanos(now - this.renewedAt),
				this.error);
	}

}
