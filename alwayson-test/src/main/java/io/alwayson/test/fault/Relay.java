package io.alwayson.test.fault;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

import io.alwayson.test.fault.RequestFraming.Event;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection and its connection to the target. Lives on the loop's thread.
 */
final class Relay {

	private final FaultLoop loop;

	private final SocketChannel client;

	private final SelectionKey clientKey;

	private final RequestFraming framing = new RequestFraming();

	private Outflow toClient = new Outflow();

	private Outflow toTarget = new Outflow();

	private final Target target;

	private boolean clientEnded;

	private boolean targetEnded;

	/** What answers the request at hand instead of the target. */
	private Fault.@Nullable Respond answer;

	/** A canned answer ended the connection. */
	private boolean finished;

	/** Bytes were swallowed: what follows would make no sense to the peers. */
	private boolean broken;

	private boolean timed;

	private HalfAnswer half = new HalfAnswer();

	Relay(FaultLoop loop, SocketChannel client) throws IOException {
		this.loop = loop;
		this.client = client;
		client.configureBlocking(false);
		client.setOption(StandardSocketOptions.TCP_NODELAY, true);
		this.clientKey = client.register(loop.selector(), SelectionKey.OP_READ, this);
		this.target = new Target(loop, this);
	}

	void opened() {
		guarded(() -> {
			if (this.loop.fault().passes()) {
				connect();
			}
		});
	}

	void ready(SelectionKey key) {
		guarded(() -> {
			if (key == this.clientKey) {
				if (key.isReadable()) {
					readClient();
				}
			}
			else if (this.target.isOf(key)) {
				if (key.isConnectable()) {
					this.target.finishConnect();
				}
				else if (key.isReadable()) {
					readTarget();
				}
			}
		});
	}

	void due() {
		this.timed = false;
		guarded(this::settle);
	}

	void faultChanged() {
		guarded(() -> {
			Fault fault = this.loop.fault();
			this.half = new HalfAnswer();
			if (fault instanceof Fault.Hang && !this.toClient.isEmpty()) {
				this.toClient = new Outflow();
				this.broken = true;
			}
			this.toClient.release(System.nanoTime());
			if (fault instanceof Fault.Reset || fault instanceof Fault.Refuse
					|| (this.broken && !(fault instanceof Fault.Hang))
					|| (fault instanceof Fault.Respond && this.framing.opaque())) {
				reset();
			}
			else if (fault.passes() && !this.target.isThere() && !this.finished && this.framing.idle()) {
				connect();
			}
		});
	}

	/** The peers see a reset: RST instead of an ordinary end. */
	void reset() {
		Sockets.reset(this.client);
		this.target.reset();
		this.loop.ended(this);
	}

	void close() {
		Sockets.close(this.client);
		this.target.close();
		this.loop.ended(this);
	}

	private void guarded(Step step) {
		try {
			step.run();
			if (this.client.isOpen()) {
				settle();
			}
		}
		catch (IOException | RuntimeException ex) {
			// One peer is gone: the other one sees the same.
			reset();
		}
	}

	private void readClient() throws IOException {
		ByteBuffer bytes = this.loop.buffer().clear();
		if (this.client.read(bytes) >= 0) {
			fromClient(bytes.flip());
			return;
		}
		this.clientEnded = true;
		if (this.loop.fault() instanceof Fault.Hang) {
			close();
		}
		else if (this.target.isThere()) {
			this.toTarget.end(System.nanoTime());
		}
		else {
			this.toClient.end(System.nanoTime());
		}
	}

	private void fromClient(ByteBuffer bytes) throws IOException {
		Fault fault = this.loop.fault();
		while (bytes.hasRemaining() || this.framing.eventPending()) {
			if (this.framing.idle()) {
				// A request is dealt with under the fault in which it began.
				this.answer = (fault instanceof Fault.Respond respond) ? respond : null;
			}
			int start = bytes.position();
			Event event = this.framing.advance(bytes);
			if (event == Event.HEAD) {
				this.loop.requestArrived();
			}
			if (fault instanceof Fault.Hang || this.finished) {
				this.broken = true;
			}
			else if (this.framing.opaque() && (this.answer != null || fault instanceof Fault.Respond)) {
				reset();
				return;
			}
			else if (this.answer != null) {
				answer(this.answer, event);
			}
			else {
				pass(bytes.duplicate().limit(bytes.position()).position(start));
			}
		}
	}

	private void answer(Fault.Respond respond, Event event) {
		long now = System.nanoTime();
		if (event == Event.HEAD && this.framing.expectsContinue()) {
			this.toClient.add(ByteBuffer.wrap(Fault.Respond.CONTINUE), now);
		}
		if (event == Event.END) {
			dropTarget();
			this.toClient.add(ByteBuffer.wrap(respond.answer(this.framing.closes())), now);
			if (this.framing.closes()) {
				this.finished = true;
				this.toClient.end(now);
			}
		}
	}

	private void pass(ByteBuffer bytes) throws IOException {
		if (!this.target.isThere()) {
			connect();
		}
		if (bytes.hasRemaining()) {
			this.toTarget.add(bytes, System.nanoTime());
		}
	}

	/** What the target still says would answer another request than the next one. */
	private void dropTarget() {
		this.target.close();
		this.toTarget = new Outflow();
	}

	private void connect() throws IOException {
		this.targetEnded = false;
		this.target.connect();
	}

	private void readTarget() throws IOException {
		ByteBuffer bytes = this.loop.buffer().clear();
		int count = this.target.read(bytes);
		long due = System.nanoTime() + this.loop.fault().delayNanos();
		this.targetEnded = count < 0;
		if (this.loop.fault() instanceof Fault.Hang) {
			this.broken = true;
		}
		else if (this.targetEnded) {
			this.toClient.end(due);
		}
		else if (this.loop.fault() instanceof Fault.Cut) {
			boolean ends = this.half.cut(bytes.flip());
			this.toClient.add(bytes, due);
			if (ends) {
				this.finished = true;
				this.toClient.end(due);
				dropTarget();
			}
		}
		else {
			this.toClient.add(bytes.flip(), due);
		}
	}

	/** Writes what can be written, and says what to wait for. */
	private void settle() throws IOException {
		boolean clientBlocked = this.toClient.flush(this.client, System.nanoTime());
		if (this.clientEnded && this.toClient.ended()) {
			close();
			return;
		}
		boolean readsClient = !this.clientEnded && !this.toTarget.full()
				&& (this.answer == null || !this.toClient.full());
		this.clientKey
			.interestOps((readsClient ? SelectionKey.OP_READ : 0) | (clientBlocked ? SelectionKey.OP_WRITE : 0));
		this.target.settle(this.toTarget, !this.targetEnded && !this.toClient.full());
		if (!this.toClient.isEmpty() && !clientBlocked && !this.timed) {
			this.timed = true;
			this.loop.wakeAt(this.toClient.nextDue(), this);
		}
	}

	@FunctionalInterface
	private interface Step {

		void run() throws IOException;

	}

}
