package io.alwayson.samples.catalog.web;

import io.alwayson.samples.catalog.comment.NotAcceptedException;
import io.alwayson.samples.catalog.data.DatabaseSetup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Failures of dependencies as problem details (RFC 9457). What went wrong inside is
 * logged and not told.
 */
@RestControllerAdvice
class Problems {

	private static final String RETRY_AFTER_SECONDS = "2";

	private static final Logger logger = LoggerFactory.getLogger(Problems.class);

	private final DatabaseSetup database;

	Problems(DatabaseSetup database) {
		this.database = database;
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> notAccepted(NotAcceptedException failure) {
		logger.warn("Comment not accepted: {}", failure.getMessage());
		return unavailable("Comments are not accepted at the moment");
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> database(DataAccessException failure) {
		if (isUnavailable(failure)) {
			logger.warn("Database: {}", failure.getMessage());
			return unavailable("The catalog cannot be read at the moment");
		}
		logger.error("Database", failure);
		return ResponseEntity.of(ProblemDetail.forStatus(HttpStatus.INTERNAL_SERVER_ERROR)).build();
	}

	private boolean isUnavailable(DataAccessException failure) {
		return failure instanceof DataAccessResourceFailureException || failure instanceof TransientDataAccessException
				|| failure instanceof RecoverableDataAccessException || !this.database.isDone();
	}

	private static ResponseEntity<ProblemDetail> unavailable(String detail) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, detail);
		return ResponseEntity.of(problem).header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS).build();
	}

}
