package io.alwayson.samples.catalog.comment;

/**
 * A comment was not put into the queue: nothing has happened, and trying later is safe.
 */
public class NotAcceptedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	NotAcceptedException(String message) {
		super(message);
	}

	NotAcceptedException(String message, Throwable cause) {
		super(message, cause);
	}

}
