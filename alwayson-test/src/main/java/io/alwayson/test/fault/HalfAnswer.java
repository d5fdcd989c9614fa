package io.alwayson.test.fault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Cuts an answer: of HTTP/1 its head passes and half of what comes of its body first, of
 * anything else half of what comes first. Not thread-safe.
 */
final class HalfAnswer {

	private static final byte[] BEGIN = "HTTP/".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	/** How much of the end of the head has been seen; beyond means that it is over. */
	private int matched = END_OF_HEAD.length;

	/**
	 * Sets the limit to what may pass.
	 * @return whether the answer ends there
	 */
	boolean cut(ByteBuffer bytes) {
		int at = bytes.position();
		while (at < bytes.limit()) {
			if (this.matched == END_OF_HEAD.length) {
				if (!begins(bytes, at)) {
					bytes.limit(at + (bytes.limit() - at) / 2);
					return true;
				}
				this.matched = 0;
			}
			byte next = bytes.get(at++);
			this.matched = (next == END_OF_HEAD[this.matched]) ? this.matched + 1 : (next == '\r') ? 1 : 0;
		}
		return false;
	}

	private static boolean begins(ByteBuffer bytes, int at) {
		for (int index = 0; index < BEGIN.length; index++) {
			if (at + index >= bytes.limit() || bytes.get(at + index) != BEGIN[index]) {
				return false;
			}
		}
		return true;
	}

}
