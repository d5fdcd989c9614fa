package io.alwayson.test.azure;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * An emulator that is shared by the test classes of a JVM, or the reason why there is
 * none: what failed once is not tried again by each class.
 *
 * @param process the running emulator
 * @param unavailable why there is none
 */
record Emulator(@Nullable EmulatorProcess process,
		@Nullable EmulatorUnavailableException unavailable) implements AutoCloseable {

	/** With {@code true} a test that needs an emulator fails without it. */
	static final String REQUIRE = "ALWAYSON_REQUIRE_EMULATORS";

	static EmulatorProcess shared(ExtensionContext context, String name, Start start) {
		ExtensionContext.Store store = context.getRoot().getStore(ExtensionContext.Namespace.create(Emulator.class));
		Emulator emulator = store.computeIfAbsent(name, (key) -> of(start), Emulator.class);
		return emulator.processOrAbort(name, System.getenv(REQUIRE));
	}

	static Emulator of(Start start) {
		try {
			return new Emulator(start.start(), null);
		}
		catch (EmulatorUnavailableException ex) {
			return new Emulator(null, ex);
		}
	}

	EmulatorProcess processOrAbort(String name, @Nullable String require) {
		if (this.process != null) {
			return this.process;
		}
		EmulatorUnavailableException reason = this.unavailable;
		String message = name + " is not available: " + ((reason != null) ? reason.getMessage() : "not started");
		if (Boolean.parseBoolean(require)) {
			throw new IllegalStateException(message + " (" + REQUIRE + " is true, so this is an error.)", reason);
		}
		throw new TestAbortedException(message, reason);
	}

	@Override
	public void close() {
		if (this.process != null) {
			this.process.close();
		}
	}

	@FunctionalInterface
	interface Start {

		EmulatorProcess start() throws EmulatorUnavailableException;

	}

}
