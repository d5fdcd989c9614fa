package io.alwayson.resilience;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * The built-in rules: looks for evidence of an outage in an exception and its causes.
 */
final class EvidenceClassifier implements FailureClassifier {

	/** A bound, should causes form a circle. */
	private static final int MAX_DEPTH = 16;

	/**
	 * Classes of SQLSTATE: connection exception, transaction rollback, insufficient
	 * resources, operator intervention, system error.
	 */
	private static final Set<String> OUTAGE_CLASSES = Set.of("08", "40", "53", "57", "58");

	@Override
	public Fault classify(Throwable failure) {
		Throwable current = failure;
		for (int depth = 0; current != null && depth < MAX_DEPTH; depth++) {
			Fault fault = evidence(current);
			if (fault != null) {
				// A deeper cause may know that nothing was sent.
				return (fault == Fault.TRANSIENT && neverSent(current.getCause())) ? Fault.UNPROCESSED : fault;
			}
			current = current.getCause();
		}
		return Fault.ANSWER;
	}

	private static @Nullable Fault evidence(Throwable failure) {
		if (isNeverSent(failure)) {
			return Fault.UNPROCESSED;
		}
		if (failure instanceof CallRejectedException || failure instanceof AttemptTimeoutException) {
			// Of a call within this one: it had its own protection, and retrying it here
			// would multiply.
			return Fault.ANSWER;
		}
		if (failure instanceof SQLException sql) {
			return ofSql(sql);
		}
		return (failure instanceof IOException || failure instanceof TimeoutException) ? Fault.TRANSIENT : null;
	}

	private static boolean neverSent(@Nullable Throwable cause) {
		Throwable current = cause;
		for (int depth = 0; current != null && depth < MAX_DEPTH; depth++) {
			if (isNeverSent(current)) {
				return true;
			}
			current = current.getCause();
		}
		return false;
	}

	private static boolean isNeverSent(Throwable failure) {
		return failure instanceof ConnectException || failure instanceof UnknownHostException
				|| failure instanceof NoRouteToHostException || failure instanceof HttpConnectTimeoutException
				|| failure instanceof UnresolvedAddressException;
	}

	private static Fault ofSql(SQLException failure) {
		if (failure instanceof SQLTransientException || failure instanceof SQLRecoverableException
				|| failure instanceof SQLNonTransientConnectionException) {
			return Fault.TRANSIENT;
		}
		String state = failure.getSQLState();
		boolean outage = !(failure instanceof SQLNonTransientException) && state != null && state.length() == 5
				&& OUTAGE_CLASSES.contains(state.substring(0, 2));
		return outage ? Fault.TRANSIENT : Fault.ANSWER;
	}

}
