package io.alwayson.resilience;

import io.alwayson.workload.context.CallOutcome;
import org.jspecify.annotations.Nullable;

/**
 * A call that a fallback may answer.
 *
 * @param dependency declared name
 * @param operation whether it reads or writes; to answer a write is to say that it was
 * done
 * @param request what was asked, as the door knows it, for example the HTTP request; or
 * {@code null}
 * @param failure what the caller would get, or {@code null} where that is an answer
 * @param answer the answer that counts as a failure, for example a response with status
 * 503, or {@code null}
 */
public record FailedCall(String dependency, CallOutcome.Operation operation, @Nullable Object request,
		@Nullable Throwable failure, @Nullable Object answer) {
}
