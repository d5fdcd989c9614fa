package io.alwayson.test.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * The one thread of a proxy: accepts, relays, and lets faults take effect. Other threads
 * hand it a fault and wait until it is in force.
 */
final class FaultLoop {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	/** More open connections than these are reset at once. */
	private static final int MAX_CONNECTIONS = 1024;

	final AtomicLong connections = new AtomicLong();

	final AtomicLong requests = new AtomicLong();

	private final List<InetSocketAddress> targets;

	private final InetSocketAddress address;

	private final Selector selector;

	private final Thread thread;

	private final Queue<Change> changes = new ConcurrentLinkedQueue<>();

	private final Set<Relay> relays = new HashSet<>();

	private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(16 * 1024);

	private Fault fault = new Fault.None();

	private @Nullable ServerSocketChannel listener;

	/**
	 * Keeps the port while connects are refused: bound but not listening. Without it
	 * another process, or the client's own outgoing connection, could get the port.
	 */
	private @Nullable SocketChannel reservation;

	private volatile boolean closing;

	FaultLoop(List<InetSocketAddress> targets) throws IOException {
		this.targets = targets;
		this.selector = Selector.open();
		this.address = listen(new InetSocketAddress(InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }), 0));
		this.thread = new Thread(this::run, "alwayson-fault-" + this.address.getPort());
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	int port() {
		return this.address.getPort();
	}

	/** Puts the fault in force, and returns when it is. */
	void apply(Fault fault) {
		Change change = new Change(fault, new CompletableFuture<>());
		this.changes.add(change);
		if (this.closing) {
			throw new IllegalStateException("This fault proxy is closed.");
		}
		this.selector.wakeup();
		try {
			change.done().get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("The fault on port " + port() + " could not be changed.", ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new IllegalStateException("The fault took no effect within " + LIMIT.toSeconds() + " s.", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted before the fault took effect.", ex);
		}
	}

	void close() {
		this.closing = true;
		this.selector.wakeup();
		try {
			this.thread.join(LIMIT.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	Selector selector() {
		return this.selector;
	}

	ByteBuffer buffer() {
		return this.buffer;
	}

	Fault fault() {
		return this.fault;
	}

	List<InetSocketAddress> targets() {
		return this.targets;
	}

	void requestArrived() {
		this.requests.incrementAndGet();
	}

	void wakeAt(long due, Relay relay) {
		this.alarms.add(new Alarm(due, relay));
	}

	void ended(Relay relay) {
		this.relays.remove(relay);
	}

	private void run() {
		try {
			while (!this.closing) {
				this.selector.select(untilNextAlarm());
				applyChanges();
				for (SelectionKey key : this.selector.selectedKeys()) {
					handle(key);
				}
				this.selector.selectedKeys().clear();
				ringAlarms();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			this.closing = true;
			closeAll();
		}
	}

	private void applyChanges() throws IOException {
		for (Change change = this.changes.poll(); change != null; change = this.changes.poll()) {
			try {
				this.fault = change.fault();
				if (this.fault instanceof Fault.Refuse) {
					refuse();
				}
				else if (this.listener == null) {
					listen(this.address);
					Sockets.close(this.reservation);
					this.reservation = null;
				}
				List.copyOf(this.relays).forEach(Relay::faultChanged);
				// Sockets that were closed are let go of by the next selection.
				this.selector.selectNow();
				change.done().complete(null);
			}
			catch (IOException ex) {
				change.done().completeExceptionally(ex);
			}
		}
	}

	private InetSocketAddress listen(InetSocketAddress address) throws IOException {
		ServerSocketChannel channel = ServerSocketChannel.open();
		try {
			channel.configureBlocking(false);
			channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
			channel.bind(address, 256);
			channel.register(this.selector, SelectionKey.OP_ACCEPT);
			this.listener = channel;
			return (InetSocketAddress) channel.getLocalAddress();
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
	}

	private void refuse() throws IOException {
		if (this.listener != null) {
			this.listener.close();
			this.listener = null;
			this.selector.selectNow();
			this.reservation = SocketChannel.open();
			this.reservation.setOption(StandardSocketOptions.SO_REUSEADDR, true);
			this.reservation.bind(this.address);
		}
	}

	private void handle(SelectionKey key) {
		if (!key.isValid()) {
			return;
		}
		if (key.attachment() instanceof Relay relay) {
			relay.ready(key);
		}
		else {
			accept();
		}
	}

	private void accept() {
		try {
			for (SocketChannel client = accepted(); client != null; client = accepted()) {
				this.connections.incrementAndGet();
				if (this.fault instanceof Fault.Reset || this.relays.size() >= MAX_CONNECTIONS) {
					Sockets.reset(client);
				}
				else {
					Relay relay = new Relay(this, client);
					this.relays.add(relay);
					relay.opened();
				}
			}
		}
		catch (IOException ex) {
			// That client is gone; the next one is served.
		}
	}

	private @Nullable SocketChannel accepted() throws IOException {
		return (this.listener != null) ? this.listener.accept() : null;
	}

	/** In milliseconds, rounded up; 0 is without end. */
	private long untilNextAlarm() {
		Alarm next = this.alarms.peek();
		return (next != null) ? Math.max(1, (next.due() - System.nanoTime() + 999_999) / 1_000_000) : 0;
	}

	private void ringAlarms() {
		for (Alarm next = this.alarms.peek(); next != null
				&& next.due() - System.nanoTime() <= 0; next = this.alarms.peek()) {
			this.alarms.remove();
			next.relay().due();
		}
	}

	private void closeAll() {
		List.copyOf(this.relays).forEach(Relay::close);
		Sockets.close(this.listener);
		Sockets.close(this.reservation);
		Sockets.close(this.selector);
		this.changes.forEach((change) -> change.done().completeExceptionally(new IOException("closed")));
	}

	private record Change(Fault fault, CompletableFuture<@Nullable Void> done) {

	}

	private record Alarm(long due, Relay relay) implements Comparable<Alarm> {

		@Override
		public int compareTo(Alarm other) {
			return Long.signum(this.due - other.due);
		}

	}

}
