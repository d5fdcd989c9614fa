package io.alwayson.health;

/**
 * An HTTP answer that was rendered beforehand.
 */
public interface Reply {

	/** The status code: 200 or 503. */
	int status();

	/** The body, UTF-8 JSON. Shared: only to be read. */
	byte[] body();

}
