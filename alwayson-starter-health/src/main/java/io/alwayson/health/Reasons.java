package io.alwayson.health;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Codes for what went wrong. An exception's text may hold addresses and secrets, so it
 * stays where it is.
 */
public final class Reasons {

	/** The dependency cannot be reached. */
	public static final String CONNECT_FAILED = "CONNECT_FAILED";

	/** The dependency did not answer in time. */
	public static final String TIMEOUT = "TIMEOUT";

	static final String CALLS_FAILING = "CALLS_FAILING";

	/** Something else went wrong. */
	public static final String ERROR = "ERROR";

	static final String FLAPPING = "FLAPPING";

	static final String HUNG = "HUNG";

	static final String NO_THREAD = "NO_THREAD";

	static final String SLOW = "SLOW";

	static final String STALE = "STALE";

	static final String STUCK = "STUCK";

	private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");

	/** Chains of causes may be cyclic. */
	private static final int DEPTH = 16;

	private Reasons() {
	}

	/** The code of the deepest cause that has one, else {@code ERROR}. */
	public static String of(Throwable failure) {
		String reason = null;
		Throwable cause = failure;
		for (int i = 0; i < DEPTH && cause != null; i++) {
			// The deepest one knows best: a pool reports a time-out of its own when the
			// server refuses connections.
			String code = codeOf(cause);
			reason = (code != null) ? code : reason;
			cause = cause.getCause();
		}
		return (reason != null) ? reason : ERROR;
	}

	/**
	 * The word if it is a code, else {@code ERROR}: whatever it is, it would be shown to
	 * anybody. A code is an upper-case word of letters, digits and underscores, 64
	 * characters at most.
	 */
	public static String code(String word) {
		return CODE.matcher(word).matches() ? word : ERROR;
	}

	private static @Nullable String codeOf(Throwable failure) {
		if (failure instanceof HttpTimeoutException || failure instanceof SocketTimeoutException
				|| failure instanceof TimeoutException || failure instanceof SQLTimeoutException) {
			return TIMEOUT;
		}
		if (failure instanceof ConnectException || failure instanceof UnknownHostException
				|| failure instanceof NoRouteToHostException || failure instanceof UnresolvedAddressException) {
			return CONNECT_FAILED;
		}
		if (failure instanceof SQLException sql && sql.getSQLState() != null && sql.getSQLState().startsWith("08")) {
			return CONNECT_FAILED;
		}
		return null;
	}

}
