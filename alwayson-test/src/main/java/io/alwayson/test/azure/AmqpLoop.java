package io.alwayson.test.azure;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.reactor.Acceptor;
import org.apache.qpid.proton.reactor.Reactor;
import org.apache.qpid.proton.reactor.ReactorOptions;
import org.apache.qpid.proton.reactor.impl.AcceptorImpl;

/**
 * The one thread of a server, from when it listens until it is closed.
 */
final class AmqpLoop {

	private static final long LIMIT_SECONDS = 5;

	private static final int WAIT_MILLIS = 100;

	private static final int MAX_FRAME = 64 * 1024;

	private final Reactor reactor;

	private final Acceptor acceptor;

	private final int port;

	private final AmqpLinks links;

	private final Thread thread;

	private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();

	private volatile boolean closing;

	private AmqpLoop(Reactor reactor, Acceptor acceptor, int port, AmqpLinks links) {
		this.reactor = reactor;
		this.acceptor = acceptor;
		this.port = port;
		this.links = links;
		this.thread = new Thread(this::run, "alwayson-amqp-" + port);
		this.thread.setDaemon(true);
	}

	/** Listens on that port of 127.0.0.1, or on a free one if it is 0. */
	static AmqpLoop start(int port, AmqpLinks links) throws IOException {
		ReactorOptions options = new ReactorOptions();
		options.setEnableSaslByDefault(true);
		options.setMaxFrameSize(MAX_FRAME);
		Reactor reactor = Proton.reactor(options);
		reactor.setTimeout(WAIT_MILLIS);
		Acceptor acceptor;
		try {
			acceptor = reactor.acceptor("127.0.0.1", port, links);
		}
		catch (IOException ex) {
			reactor.free();
			throw ex;
		}
		AmqpLoop loop = new AmqpLoop(reactor, acceptor, ((AcceptorImpl) acceptor).getPortNumber(), links);
		loop.thread.start();
		return loop;
	}

	int port() {
		return this.port;
	}

	/** Does it on the thread, and returns when it is done. */
	void execute(Runnable change) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		this.work.add(() -> {
			change.run();
			done.complete(null);
		});
		this.reactor.wakeup();
		try {
			done.get(LIMIT_SECONDS, TimeUnit.SECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new IllegalStateException("The AMQP server did not react within " + LIMIT_SECONDS + " s.", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted before the AMQP server reacted.", ex);
		}
	}

	/** Closes the port and all connections, without a word. */
	void close() {
		this.closing = true;
		this.reactor.wakeup();
		try {
			this.thread.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void run() {
		this.reactor.start();
		while (!this.closing && this.reactor.process()) {
			for (Runnable next = this.work.poll(); next != null; next = this.work.poll()) {
				next.run();
			}
		}
		this.acceptor.close();
		this.links.cutAll();
		this.reactor.process();
		this.reactor.stop();
		this.reactor.process();
		this.reactor.free();
		this.links.forgetAll();
	}

}
