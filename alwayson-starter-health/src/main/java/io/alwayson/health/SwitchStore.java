package io.alwayson.health;

import org.jspecify.annotations.Nullable;

/**
 * Where the kill switch is kept. A bean of this type is used instead of what the keys
 * under {@code alwayson.health.switch} say.
 *
 * <p>
 * Both methods may take as long as they like: they run on threads of their own, are
 * interrupted at the configured timeout, and left behind if they ignore that. At most two
 * reads and one write are under way at the same time.
 */
public interface SwitchStore {

	/** What it is, in one word, such as file; shown to anybody, and a metric's tag. */
	String kind();

	/**
	 * Reads the switch. Absence is an answer, which takes the stamp out, so it must be
	 * sure: what cannot be reached is not absent.
	 * @throws Exception if nothing was learned; its text appears nowhere
	 */
	SwitchReading read() throws Exception;

	/**
	 * Writes the switch, all of it or nothing.
	 * @param content what it shall hold, or {@code null} to delete it
	 * @return {@code null} if it was written, else a short upper-case code of why not
	 * @throws Exception if that did not work; its text appears nowhere
	 */
	@Nullable String write(byte @Nullable [] content) throws Exception;

}
