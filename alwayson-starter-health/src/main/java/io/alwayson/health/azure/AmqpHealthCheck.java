package io.alwayson.health.azure;

import java.util.concurrent.Executor;
import java.util.function.Supplier;

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

	private final @Nullable KeptProbe listening;

	private final @Nullable Supplier<@Nullable AmqpProbe> sending;

	private final Executor closer;

	private volatile boolean sends;

	/**
	 * Creates the check.
	 * @param listening asks as those who listen, or {@code null} if nobody can
	 * @param sending gives a new probe that asks as those who send, or {@code null} if
	 * nobody can
	 * @param closer closes what is used up
	 */
	AmqpHealthCheck(@Nullable KeptProbe listening, @Nullable Supplier<@Nullable AmqpProbe> sending, Executor closer) {
		this.listening = listening;
		this.sending = sending;
		this.closer = closer;
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
		Answer answer = ask(sends);
		if (!AmqpAnswers.isUnauthorized(answer) || this.listening == null || this.sending == null) {
			return answer;
		}
		Answer other = ask(!sends);
		if (AmqpAnswers.isUnauthorized(other)) {
			return answer;
		}
		this.sends = !sends;
		return other;
	}

	private Answer ask(boolean sends) {
		if (sends && this.sending != null) {
			return link(this.sending);
		}
		return (this.listening != null) ? listen(this.listening) : AzureAnswers.NO_CREDENTIAL;
	}

	private Answer listen(KeptProbe kept) {
		AmqpProbe probe = kept.get();
		if (probe == null) {
			return AzureAnswers.NO_CREDENTIAL;
		}
		try {
			probe.ask();
			return Answer.up();
		}
		catch (RuntimeException ex) {
			kept.drop(probe);
			return AmqpAnswers.of(ex);
		}
	}

	private Answer link(Supplier<@Nullable AmqpProbe> maker) {
		AmqpProbe probe = maker.get();
		if (probe == null) {
			return AzureAnswers.NO_CREDENTIAL;
		}
		try {
			probe.ask();
			return Answer.up();
		}
		catch (RuntimeException ex) {
			return AmqpAnswers.of(ex);
		}
		finally {
			this.closer.execute(probe::close);
		}
	}

}
