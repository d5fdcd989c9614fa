package io.alwayson.workload;

import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Settings of the kill switch, with which operators take the stamp out of rotation.
 *
 * @param store where it is read, or {@code null} if none is configured
 * @param interval time between two reads; default 10s
 * @param timeout limit of one read or write; default 3s
 */
public record KillSwitchSettings(@Nullable Store store, Duration interval, Duration timeout) {

	/** Where the switch is. */
	public sealed interface Store {

		/** A file, by its absolute path. */
		record File(Path path) implements Store {
		}

		/**
		 * A blob.
		 *
		 * @param endpoint address of the account
		 * @param container container in it
		 * @param blob name of the blob in that
		 */
		record Blob(Endpoint endpoint, String container, String blob) implements Store {
		}

	}

}
