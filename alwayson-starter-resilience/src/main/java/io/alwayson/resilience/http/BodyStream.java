package io.alwayson.resilience.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import io.alwayson.resilience.Alarm;
import io.alwayson.resilience.Corridor;
import io.alwayson.workload.context.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * A body that waits for its bytes as long as it may, whether its client listens to
 * interrupts or not: it is closed then, and whoever reads it gets an {@link IOException}.
 */
final class BodyStream extends FilterInputStream {

	private final Corridor corridor;

	/** For all of it, as long as it is part of an attempt. */
	private @Nullable Deadline deadline;

	BodyStream(InputStream body, Corridor corridor, @Nullable Deadline deadline) {
		super(body);
		this.corridor = corridor;
		this.deadline = deadline;
	}

	/** Reads what belongs to the attempt. */
	byte[] readPrefix(int most) throws IOException {
		byte[] prefix = readNBytes(most);
		this.deadline = null;
		return prefix;
	}

	@Override
	public int read() throws IOException {
		Alarm alarm = arm();
		try {
			return super.read();
		}
		finally {
			alarm.end();
		}
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		Alarm alarm = arm();
		try {
			return super.read(bytes, offset, length);
		}
		finally {
			alarm.end();
		}
	}

	private Alarm arm() {
		Deadline until = (this.deadline != null) ? this.deadline : Deadline.after(Exchanges.IDLE, this.corridor.now());
		return this.corridor.alarm(until, this::closeQuietly);
	}

	void closeQuietly() {
		try {
			this.in.close();
		}
		catch (IOException ex) {
			// Whoever reads it is told.
		}
	}

}
