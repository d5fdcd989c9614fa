package io.alwayson.resilience.azure;

import java.time.Duration;

import com.azure.core.amqp.AmqpRetryOptions;

/**
 * One try for what is sent over AMQP: the SDK's own retries wait for four seconds and
 * more each, which nobody who sends has. Without retries alone its clients would still
 * try to connect for ever: they stop only where there is no delay either, which cannot be
 * set.
 */
final class OneTry extends AmqpRetryOptions {

	/**
	 * The clients tell the service a second less, and fail where that is below zero.
	 */
	private static final Duration SHORTEST = Duration.ofMillis(1500);

	/**
	 * Creates the options.
	 * @param timeout of the try; attempts have a shorter one of their own
	 */
	OneTry(Duration timeout) {
		setMaxRetries(0);
		setTryTimeout((timeout.compareTo(SHORTEST) < 0) ? SHORTEST : timeout);
	}

	@Override
	public Duration getDelay() {
		return Duration.ZERO;
	}

}
