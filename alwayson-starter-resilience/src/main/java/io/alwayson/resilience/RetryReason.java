package io.alwayson.resilience;

/** Why a call is attempted again. */
public enum RetryReason {

	/** No answer in the time of the attempt. */
	TIMEOUT,

	/** A failure that may pass. */
	TRANSIENT,

	/** A failure before the work began. */
	UNPROCESSED

}
