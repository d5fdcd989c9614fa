package io.alwayson.telemetry.opentelemetry;

import java.lang.reflect.InvocationTargetException;

import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Why a sink took nothing, for people. The exporters' exception has its answer, but its
 * type is theirs alone, so it is asked by name; bodies of answers are nobody's business.
 */
final class ExportFailure {

	private ExportFailure() {
	}

	/** As the end of a sentence, or empty where nothing is known. */
	static String text(@Nullable Throwable failure) {
		if (failure == null) {
			return "";
		}
		Object response = response(failure);
		if (response instanceof HttpResponse http) {
			return ": HTTP " + http.getStatusCode();
		}
		if (response instanceof GrpcResponse grpc) {
			return ": gRPC " + grpc.getStatusCode();
		}
		return ": " + ((failure.getCause() != null) ? failure.getCause() : failure);
	}

	private static @Nullable Object response(Throwable failure) {
		try {
			return failure.getClass().getMethod("getResponse").invoke(failure);
		}
		catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException ex) {
			return null;
		}
	}

}
