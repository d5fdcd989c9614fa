package io.alwayson.health.azure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import io.alwayson.health.HealthCheck;
import io.alwayson.health.HealthCheck.Answer;
import io.alwayson.health.Reasons;
import org.jspecify.annotations.Nullable;

/**
 * What failed calls of Azure's AMQP clients mean.
 */
final class AmqpAnswers {

	private static final HealthCheck.Answer UNAUTHORIZED = Answer.down("UNAUTHORIZED");

	private static final HealthCheck.Answer BUSY = Answer.slow("SERVER_BUSY");

	/** How the client words an answer of a management node that it knows no code for. */
	private static final Pattern STATUS = Pattern.compile("status-code: (\\d{3})");

	/** Chains of causes may be cyclic. */
	private static final int DEPTH = 16;

	private AmqpAnswers() {
	}

	static boolean isUnauthorized(HealthCheck.Answer answer) {
		return answer.equals(UNAUTHORIZED);
	}

	/**
	 * Throttling is an answer of something that works, and would follow the traffic to
	 * the next stamp: it degrades.
	 */
	static HealthCheck.Answer of(RuntimeException failure) {
		if (AzureAnswers.isNoToken(failure)) {
			return AzureAnswers.NO_TOKEN;
		}
		Throwable cause = failure;
		for (int i = 0; i < DEPTH && cause != null; i++) {
			HealthCheck.Answer answer = (cause instanceof AmqpException amqp) ? said(amqp) : null;
			if (answer != null) {
				return answer;
			}
			cause = cause.getCause();
		}
		return Answer.down(Reasons.of(failure));
	}

	private static HealthCheck.@Nullable Answer said(AmqpException failure) {
		AmqpErrorCondition condition = failure.getErrorCondition();
		if (condition == null) {
			return isBusy(failure.getMessage()) ? BUSY : null;
		}
		return switch (condition) {
			case NOT_FOUND -> Answer.down("NOT_FOUND");
			case UNAUTHORIZED_ACCESS -> UNAUTHORIZED;
			case SERVER_BUSY_ERROR -> BUSY;
			case ENTITY_DISABLED_ERROR -> Answer.down("DISABLED");
			case RESOURCE_LIMIT_EXCEEDED -> Answer.down("QUOTA_EXCEEDED");
			case TIMEOUT_ERROR -> Answer.down(Reasons.TIMEOUT);
			case PROTON_IO, CONNECTION_FORCED, CONNECTION_FRAMING_ERROR -> Answer.down(Reasons.CONNECT_FAILED);
			default -> null;
		};
	}

	private static boolean isBusy(@Nullable String message) {
		Matcher status = STATUS.matcher((message != null) ? message : "");
		return status.find() && (status.group(1).equals("503") || status.group(1).equals("429"));
	}

}
