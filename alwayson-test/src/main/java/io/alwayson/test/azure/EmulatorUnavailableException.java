package io.alwayson.test.azure;

import org.jspecify.annotations.Nullable;

/**
 * An emulator cannot be had on this machine. The message says why and what to do.
 */
final class EmulatorUnavailableException extends Exception {

	private static final long serialVersionUID = 1L;

	EmulatorUnavailableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
