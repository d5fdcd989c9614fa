package io.alwayson.health;

import java.util.function.Consumer;

/**
 * Reads the kill switch away from the timeline.
 */
@FunctionalInterface
interface SwitchReader {

	/**
	 * Starts a read.
	 * @param store what to read
	 * @param ended told once, on any thread, when the read is over and holds no thread
	 * any more, also after it was interrupted
	 */
	CheckRunner.Run start(SwitchStore store, Consumer<SwitchReading> ended);

}
