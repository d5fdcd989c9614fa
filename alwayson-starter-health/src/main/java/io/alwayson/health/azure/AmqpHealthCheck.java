package io.alwayson.health.azure;

import io.alwayson.health.HealthCheck;
import io.alwayson.health.ProbeCost;
import org.jspecify.annotations.Nullable;

/**
 * Asks in one of two ways: over a kept connection what those may ask who listen, or for a
 * new link of those who send, for which it sends nothing. An identity that may not listen
 * is asked for its link, and the other way round: which one works is remembered.
 *
 * <p>
 * A link needs a new connection each time: on one that is open, the clients keep the link
 * and answer from memory.
 */
final class AmqpHealthCheck implements HealthCheck {

	private static final ProbeCost REQUEST = ProbeCost.requests(1);

	/** The token, and the link. */
	private static final ProbeCost LINK = ProbeCost.requests(2);

	private final @Nullable AmqpProbes listening;

	private final @Nullable AmqpProbes sending;

	private volatile boolean sends;

	/**
	 * Creates the check.
	 * @param listening ask as those who listen, or {@code null} if nobody can
	 * @param sending ask as those who send, or {@code null} if nobody can
	 */
	AmqpHealthCheck(@Nullable AmqpProbes listening, @Nullable AmqpProbes sending) {
		this.listening = listening;
		this.sending = sending;
		this.sends = listening == null;
	}

	@Override
	public ProbeCost cost() {
		return this.sends ? LINK : REQUEST;
	}

	@Override
	public ProbeCost costAtMost() {
		return (this.listening != null && this.sending != null) ? REQUEST.plus(LINK) : cost();
	}

	@Override
	public Answer check() {
		boolean sends = this.sends;
		Answer answer = ask(sends ? this.sending : this.listening);
		if (!AmqpAnswers.isUnauthorized(answer) || this.listening == null || this.sending == null) {
			return answer;
		}
		Answer other = ask(sends ? this.listening : this.sending);
		if (AmqpAnswers.isUnauthorized(other)) {
			return answer;
		}
		this.sends = !sends;
		return other;
	}

	private static Answer ask(@Nullable AmqpProbes probes) {
		AmqpProbe probe = (probes != null) ? probes.get() : null;
		if (probes == null || probe == null) {
			return AzureAnswers.NO_CREDENTIAL;
		}
		boolean worked = false;
		try {
			probe.ask();
			worked = true;
			return Answer.up();
		}
		catch (RuntimeException ex) {
			return AmqpAnswers.of(ex);
		}
		finally {
			probes.giveBack(probe, worked);
		}
	}

}
