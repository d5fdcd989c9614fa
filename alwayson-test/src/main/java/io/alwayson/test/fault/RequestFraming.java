package io.alwayson.test.fault;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Finds where HTTP/1 requests begin and end in the bytes that a client sends (RFC 9112,
 * sections 2, 3, 6 and 7), whatever the sizes in which they arrive. It only looks: bytes
 * are neither changed nor kept, but for the line at hand. What is no HTTP/1 request makes
 * the rest of the connection opaque. Not thread-safe.
 */
final class RequestFraming {

	/** Longer heads make the connection opaque. */
	private static final int MAX_HEAD = 64 * 1024;

	private static final Pattern REQUEST_LINE = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+ \\S+ HTTP/1\\.[01]");

	private static final Pattern CHUNK_SIZE = Pattern.compile("[0-9a-fA-F]{1,15}");

	private final StringBuilder line = new StringBuilder();

	private State state = State.REQUEST_LINE;

	private int headLength;

	/** Bytes left of the body or chunk at hand. */
	private long left;

	private long contentLength;

	private boolean chunked;

	private boolean closes;

	private boolean expectsContinue;

	/**
	 * Reads on, at most to the end of the request at hand.
	 * @param bytes what arrived; its position moves to where the event is
	 * @return what was met
	 */
	Event advance(ByteBuffer bytes) {
		if (this.state == State.HEAD_READ) {
			return afterHead();
		}
		while (bytes.hasRemaining()) {
			Event event = switch (this.state) {
				case BODY, CHUNK -> body(bytes);
				case OPAQUE -> opaque(bytes);
				default -> octet(bytes.get());
			};
			if (event == Event.OPAQUE) {
				bytes.position(bytes.limit());
			}
			if (event != Event.MORE) {
				return event;
			}
		}
		return Event.MORE;
	}

	/** Whether the next byte begins a request. */
	boolean idle() {
		return this.state == State.REQUEST_LINE && this.line.isEmpty();
	}

	/** Whether {@link #advance} has an event that needs no more bytes. */
	boolean eventPending() {
		return this.state == State.HEAD_READ;
	}

	boolean opaque() {
		return this.state == State.OPAQUE;
	}

	/** Whether the connection ends with the answer to the request at hand. */
	boolean closes() {
		return this.closes;
	}

	/** Whether the client waits for "100 Continue" before it sends the body. */
	boolean expectsContinue() {
		return this.expectsContinue;
	}

	private Event opaque(ByteBuffer bytes) {
		bytes.position(bytes.limit());
		return Event.MORE;
	}

	private Event body(ByteBuffer bytes) {
		int step = (int) Math.min(this.left, bytes.remaining());
		bytes.position(bytes.position() + step);
		this.left -= step;
		if (this.left > 0) {
			return Event.MORE;
		}
		if (this.state == State.BODY) {
			return end();
		}
		this.state = State.CHUNK_END;
		return Event.MORE;
	}

	private Event octet(byte octet) {
		if (octet != '\n') {
			boolean control = octet >= 0 && octet < ' ' && octet != '\r' && octet != '\t';
			if ((this.state == State.REQUEST_LINE && (control || octet < 0)) || ++this.headLength > MAX_HEAD) {
				return giveUp();
			}
			this.line.append((char) (octet & 0xff));
			return Event.MORE;
		}
		int length = this.line.length();
		if (length > 0 && this.line.charAt(length - 1) == '\r') {
			this.line.setLength(length - 1);
		}
		String text = this.line.toString();
		this.line.setLength(0);
		return switch (this.state) {
			case REQUEST_LINE -> requestLine(text);
			case HEADERS -> header(text);
			case CHUNK_SIZE -> chunkSize(text);
			case CHUNK_END -> text.isEmpty() ? next(State.CHUNK_SIZE) : giveUp();
			case TRAILERS -> text.isEmpty() ? end() : Event.MORE;
			default -> giveUp();
		};
	}

	private Event requestLine(String text) {
		if (text.isEmpty()) {
			// RFC 9112, 2.2: an empty line ahead of a request is ignored.
			return Event.MORE;
		}
		if (!REQUEST_LINE.matcher(text).matches()) {
			return giveUp();
		}
		this.contentLength = 0;
		this.chunked = false;
		this.expectsContinue = false;
		this.closes = text.endsWith("/1.0");
		return next(State.HEADERS);
	}

	private Event header(String text) {
		if (text.isEmpty()) {
			this.state = State.HEAD_READ;
			return Event.HEAD;
		}
		int colon = text.indexOf(':');
		if (colon <= 0) {
			return Event.MORE;
		}
		String value = text.substring(colon + 1).strip().toLowerCase(Locale.ROOT);
		switch (text.substring(0, colon).toLowerCase(Locale.ROOT)) {
			case "content-length" -> {
				if (!value.matches("[0-9]{1,18}")) {
					return giveUp();
				}
				this.contentLength = Long.parseLong(value);
			}
			case "transfer-encoding" -> this.chunked = value.endsWith("chunked");
			case "connection" -> this.closes |= value.matches("(.*,\\s*)?close(\\s*,.*)?");
			case "expect" -> this.expectsContinue = value.equals("100-continue");
			default -> {
			}
		}
		return Event.MORE;
	}

	private Event afterHead() {
		if (this.chunked) {
			return next(State.CHUNK_SIZE);
		}
		if (this.contentLength == 0) {
			return end();
		}
		this.left = this.contentLength;
		return next(State.BODY);
	}

	private Event chunkSize(String text) {
		int extension = text.indexOf(';');
		String size = ((extension < 0) ? text : text.substring(0, extension)).strip();
		if (!CHUNK_SIZE.matcher(size).matches()) {
			return giveUp();
		}
		this.left = Long.parseLong(size, 16);
		this.headLength = 0;
		return next((this.left > 0) ? State.CHUNK : State.TRAILERS);
	}

	private Event next(State state) {
		this.state = state;
		return Event.MORE;
	}

	private Event end() {
		this.state = State.REQUEST_LINE;
		this.headLength = 0;
		return Event.END;
	}

	private Event giveUp() {
		this.state = State.OPAQUE;
		this.line.setLength(0);
		this.line.trimToSize();
		return Event.OPAQUE;
	}

	enum Event {

		/** All bytes are read, nothing has ended. */
		MORE,

		/** A request's head has ended: a request has arrived. */
		HEAD,

		/** A request has ended. */
		END,

		/** From here on this is no HTTP/1. */
		OPAQUE

	}

	private enum State {

		REQUEST_LINE, HEADERS, HEAD_READ, BODY, CHUNK_SIZE, CHUNK, CHUNK_END, TRAILERS, OPAQUE

	}

}
