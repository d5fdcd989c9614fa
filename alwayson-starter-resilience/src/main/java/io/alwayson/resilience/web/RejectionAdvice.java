package io.alwayson.resilience.web;

import io.alwayson.resilience.AttemptTimeoutException;
import io.alwayson.resilience.CallRejectedException;
import io.alwayson.resilience.DeadlineExceededException;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/**
 * Answers for handlers of a servlet server that let a rejection out. Last in line: an
 * advice of the application comes first.
 */
@ControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
public final class RejectionAdvice {

	private static final Logger logger = LoggerFactory.getLogger(RejectionAdvice.class);

	private final Refusals refusals;

	/** Creates the advice. */
	public RejectionAdvice(Refusals refusals) {
		this.refusals = refusals;
	}

	/** 504 where time was over, else 503 and a time to come back. */
	@ExceptionHandler
	ResponseEntity<ProblemDetail> rejected(CallRejectedException rejection, HttpServletResponse response) {
		logger.debug("Answered for a rejection", rejection);
		Refusals.Refusal refusal = (rejection instanceof DeadlineExceededException) ? this.refusals.late()
				: this.refusals.unavailable();
		return refusal.entity(response.getHeader(Refusals.correlationHeader()));
	}

	/** 504: a dependency did not answer in time. */
	@ExceptionHandler
	ResponseEntity<ProblemDetail> timedOut(AttemptTimeoutException timeout, HttpServletResponse response) {
		logger.debug("Answered for a timeout", timeout);
		return this.refusals.late().entity(response.getHeader(Refusals.correlationHeader()));
	}

}
