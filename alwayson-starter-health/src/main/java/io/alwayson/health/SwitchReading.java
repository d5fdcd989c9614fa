package io.alwayson.health;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * What one read of the kill switch found: a position, or that nothing was learned.
 *
 * @param position the answer, or {@code null} if there was none
 * @param error short upper-case code of why there was none, or {@code null}; shown to
 * anybody
 */
public record SwitchReading(@Nullable SwitchPosition position, @Nullable String error) {

	/** More bytes than any word has; what is longer need not be read. */
	public static final int MAX_LENGTH = 64;

	/** Editors on Windows begin UTF-8 with it. */
	private static final String BYTE_ORDER_MARK = "\uFEFF";

	/** Checks that it is one of both. */
	public SwitchReading {
		if ((position == null) == (error == null)) {
			throw new IllegalArgumentException("Either a position or an error");
		}
		error = (error != null) ? Reasons.code(error) : null;
	}

	/** The switch surely is not there. */
	public static SwitchReading absent() {
		return new SwitchReading(SwitchPosition.OUT, null);
	}

	/** No answer: the last one holds. */
	public static SwitchReading none(String error) {
		return new SwitchReading(null, error);
	}

	/** The switch is there, and holds no known word: no answer. */
	public static SwitchReading unknown() {
		return none("UNKNOWN_CONTENT");
	}

	/**
	 * The switch is there and has this content: UTF-8, with or without white space around
	 * it. No answer if it is longer than {@link #MAX_LENGTH} or no known word.
	 */
	public static SwitchReading of(byte[] content) {
		if (content.length > MAX_LENGTH) {
			return unknown();
		}
		try {
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
			String word = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
			return switch (word.strip()) {
				case "", "HEALTHY" -> new SwitchReading(SwitchPosition.IN, null);
				case "MAINTENANCE" -> new SwitchReading(SwitchPosition.MAINTENANCE, null);
				default -> unknown();
			};
		}
		catch (CharacterCodingException ex) {
			return unknown();
		}
	}

	/**
	 * What to write for a position, or {@code null} where the switch is to be deleted.
	 */
	public static byte @Nullable [] contentOf(SwitchPosition position) {
		return switch (position) {
			case IN -> "HEALTHY".getBytes(StandardCharsets.UTF_8);
			case MAINTENANCE -> "MAINTENANCE".getBytes(StandardCharsets.UTF_8);
			case OUT -> null;
		};
	}

}
