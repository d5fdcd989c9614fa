package io.alwayson.test.azure;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Header;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.codec.AMQPDefinedTypes;
import org.apache.qpid.proton.codec.DecoderImpl;
import org.apache.qpid.proton.codec.EncoderImpl;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.message.Message;

/**
 * Messages and their bytes.
 */
final class AmqpMessages {

	/** What links say they take, and what a message may be at most. */
	static final int MAX_SIZE = 1024 * 1024;

	/** Azure's format of a transfer that holds several messages. */
	private static final int BATCH = 0x80013700;

	private static final int FIRST_BUFFER = 8 * 1024;

	private AmqpMessages() {
	}

	/** The bytes of the current delivery. */
	static byte[] read(Receiver link, int pending) {
		byte[] bytes = new byte[pending];
		int length = link.recv(bytes, 0, pending);
		return Arrays.copyOf(bytes, Math.max(0, length));
	}

	/** The messages in a transfer. */
	static List<byte[]> split(byte[] transfer, int format) {
		if (format != BATCH) {
			return List.of(transfer);
		}
		DecoderImpl decoder = new DecoderImpl();
		AMQPDefinedTypes.registerAllTypes(decoder, new EncoderImpl(decoder));
		ByteBuffer buffer = ByteBuffer.wrap(transfer);
		decoder.setByteBuffer(buffer);
		List<byte[]> messages = new ArrayList<>();
		while (buffer.hasRemaining()) {
			if (decoder.readObject() instanceof Data data) {
				messages.add(bytes(data.getValue()));
			}
		}
		return messages;
	}

	static Message decode(byte[] encoded) {
		Message message = Message.Factory.create();
		message.decode(encoded, 0, encoded.length);
		return message;
	}

	static byte[] encode(Message message) {
		for (int size = FIRST_BUFFER;; size *= 2) {
			byte[] buffer = new byte[size];
			try {
				return Arrays.copyOf(buffer, message.encode(buffer, 0, size));
			}
			catch (BufferOverflowException ex) {
				if (size > 2 * MAX_SIZE) {
					throw ex;
				}
			}
		}
	}

	/** As it is handed out, with what the service adds. */
	static byte[] annotated(AmqpLog.Stored stored) {
		Message message = decode(stored.encoded);
		if (message.getHeader() == null) {
			message.setHeader(new Header());
		}
		Map<Symbol, Object> annotations = new HashMap<>();
		if (message.getMessageAnnotations() != null) {
			annotations.putAll(message.getMessageAnnotations().getValue());
		}
		annotations.put(Symbol.valueOf("x-opt-sequence-number"), stored.sequence);
		annotations.put(Symbol.valueOf("x-opt-offset"), String.valueOf(stored.sequence));
		annotations.put(Symbol.valueOf("x-opt-enqueued-time"), Date.from(stored.enqueued));
		annotations.put(Symbol.valueOf("x-opt-locked-until"), Date.from(stored.enqueued.plusSeconds(3600)));
		message.setMessageAnnotations(new MessageAnnotations(annotations));
		return encode(message);
	}

	/** The body, where it is bytes. */
	static byte[] body(byte[] encoded) {
		return (decode(encoded).getBody() instanceof Data data) ? bytes(data.getValue()) : new byte[0];
	}

	private static byte[] bytes(Binary binary) {
		return Arrays.copyOfRange(binary.getArray(), binary.getArrayOffset(),
				binary.getArrayOffset() + binary.getLength());
	}

}
