package io.alwayson.health;

/**
 * Whether traffic may come to the stamp.
 */
public enum Routing {

	/** Send traffic: the status code is 200. */
	ACCEPT,

	/** Send traffic elsewhere: the status code is 503. */
	REFUSE;

	/** The value that metrics carry: 0 accept, 1 refuse. */
	public int code() {
		return ordinal();
	}

}
