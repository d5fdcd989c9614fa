package io.alwayson.resilience;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;

import io.alwayson.workload.Dependency;
import io.alwayson.workload.context.DependencySignal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the declared fallback of a dependency answers in its place. Never throws.
 */
final class Substitutes {

	/** Reason of the signal that a fallback in use gives. */
	static final String FALLBACK = "FALLBACK";

	private static final Logger logger = LoggerFactory.getLogger(Substitutes.class);

	private final Dependency dependency;

	private final Fallback fallback;

	private final InstantSource clock;

	private final Listeners listeners;

	private final AtomicBoolean unusableLogged = new AtomicBoolean();

	Substitutes(Dependency dependency, Fallback fallback, InstantSource clock, Listeners listeners) {
		this.dependency = dependency;
		this.fallback = fallback;
		this.clock = clock;
		this.listeners = listeners;
	}

	/**
	 * Asks it.
	 * @return what it answered, or {@code null} if it declined
	 */
	<T extends @Nullable Object> @Nullable Substitute<T> ask(CallType type, Answers<T> operation,
			@Nullable Throwable failure, @Nullable Object answer) {
		try {
			Object given = this.fallback
				.answer(new FailedCall(this.dependency.name(), type.operation(), operation.request(), failure, answer));
			T usable = convert(operation, given);
			this.listeners.onFallback(this.dependency.name(), true);
			this.listeners.onDependencySignal(new DependencySignal(this.dependency.name(), FALLBACK,
					this.clock.instant().plus(this.dependency.resilience().breaker().window())));
			return new Substitute<>(usable);
		}
		catch (Exception ex) {
			logger.debug("The fallback of '{}' declined", this.dependency.name(), ex);
			this.listeners.onFallback(this.dependency.name(), false);
			return null;
		}
	}

	private <T extends @Nullable Object> T convert(Answers<T> operation, @Nullable Object given) {
		try {
			return operation.fromFallback(given);
		}
		catch (RuntimeException ex) {
			if (this.unusableLogged.compareAndSet(false, true)) {
				logger.warn("The fallback of '{}' gives what cannot be used, and so declines: {}. Said once.",
						this.dependency.name(), ex.getMessage());
			}
			throw ex;
		}
	}

	/**
	 * What a fallback answered, {@code null} included.
	 *
	 * @param value the answer
	 */
	record Substitute<T extends @Nullable Object>(T value) {
	}

}
