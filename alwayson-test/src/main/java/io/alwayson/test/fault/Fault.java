package io.alwayson.test.fault;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What a proxy does to traffic. Immutable.
 */
sealed interface Fault {

	/** Whether bytes may reach the target. */
	default boolean passes() {
		return false;
	}

	/** How long bytes from the target are held back, in nanoseconds. */
	default long delayNanos() {
		return 0;
	}

	record None() implements Fault {

		@Override
		public boolean passes() {
			return true;
		}

	}

	record Latency(Duration delay) implements Fault {

		public Latency {
			if (delay.isNegative() || delay.compareTo(Duration.ofHours(1)) > 0) {
				throw new IllegalArgumentException("A latency of " + delay + ": allowed are 0 to 1 hour.");
			}
		}

		@Override
		public boolean passes() {
			return true;
		}

		@Override
		public long delayNanos() {
			return this.delay.toNanos();
		}

	}

	record Cut() implements Fault {

		@Override
		public boolean passes() {
			return true;
		}

	}

	record Reset() implements Fault {

	}

	record Hang() implements Fault {

	}

	record Refuse() implements Fault {

	}

	record Respond(int status, @Nullable String retryAfter) implements Fault {

		static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

		public Respond {
			if (status < 200 || status > 599) {
				throw new IllegalArgumentException("A canned status of " + status + ": allowed are 200 to 599.");
			}
			if (retryAfter != null
					&& !retryAfter.chars().allMatch((character) -> character >= ' ' && character < 127)) {
				throw new IllegalArgumentException("A Retry-After with characters that no header can hold.");
			}
		}

		byte[] answer(boolean close) {
			StringBuilder head = new StringBuilder("HTTP/1.1 ").append(this.status).append(" Fault\r\n");
			// 204 and 304 have no body and must not say how long it is.
			if (this.status != 204 && this.status != 304) {
				head.append("Content-Length: 0\r\n");
			}
			if (this.retryAfter != null) {
				head.append("Retry-After: ").append(this.retryAfter).append("\r\n");
			}
			if (close) {
				head.append("Connection: close\r\n");
			}
			return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
		}

	}

}
