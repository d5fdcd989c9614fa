package io.alwayson.resilience.azure;

import java.time.Duration;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import io.alwayson.resilience.FailureClassifier;
import io.alwayson.resilience.Fault;
import org.jspecify.annotations.Nullable;

/**
 * Knows the exceptions of Azure's AMQP clients: Event Hubs and Service Bus.
 */
public final class AmqpFailureClassifier implements FailureClassifier {

	/** A bound, should causes form a circle. */
	private static final int MAX_DEPTH = 16;

	/** As long as the SDK itself stays away. */
	private static final Fault BUSY = new Fault(Fault.Kind.UNPROCESSED, Duration.ofSeconds(4));

	/** Creates a classifier. */
	public AmqpFailureClassifier() {
	}

	@Override
	public @Nullable Fault classify(Throwable failure) {
		Throwable current = failure;
		for (int depth = 0; current != null && depth < MAX_DEPTH; depth++) {
			if (current instanceof AmqpException exception) {
				return of(exception.getErrorCondition(), exception.isTransient());
			}
			current = current.getCause();
		}
		return null;
	}

	private static Fault of(@Nullable AmqpErrorCondition condition, boolean passes) {
		Fault unknown = passes ? Fault.TRANSIENT : Fault.PERMANENT;
		if (condition == null) {
			return unknown;
		}
		return switch (condition) {
			case SERVER_BUSY_ERROR -> BUSY;
			case LINK_PAYLOAD_SIZE_EXCEEDED, ARGUMENT_ERROR, ARGUMENT_OUT_OF_RANGE_ERROR, NOT_ALLOWED, NOT_IMPLEMENTED,
					MESSAGE_LOCK_LOST, SESSION_LOCK_LOST, SESSION_CANNOT_BE_LOCKED, MESSAGE_NOT_FOUND,
					SESSION_NOT_FOUND, ENTITY_ALREADY_EXISTS ->
				Fault.ANSWER;
			case NOT_FOUND, UNAUTHORIZED_ACCESS, ENTITY_DISABLED_ERROR, RESOURCE_LIMIT_EXCEEDED -> Fault.PERMANENT;
			default -> unknown;
		};
	}

}
