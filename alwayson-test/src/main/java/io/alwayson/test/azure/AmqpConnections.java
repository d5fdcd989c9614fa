package io.alwayson.test.azure;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.SSLContext;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.engine.BaseHandler;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.SslDomain;
import org.apache.qpid.proton.engine.Transport;
import org.apache.qpid.proton.engine.impl.TransportImpl;
import org.apache.qpid.proton.reactor.Selectable;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of connections and sessions, from when they are accepted until they
 * end, and whether anything is answered on them. Confined to the loop's thread but for
 * what is volatile or atomic.
 */
abstract class AmqpConnections extends BaseHandler {

	final AtomicLong accepted = new AtomicLong();

	final Set<Connection> open = new HashSet<>();

	volatile int openConnections;

	/** Nothing is answered any more. */
	private boolean hanging;

	/** Those that wait for an answer that will never come. */
	private final Set<Connection> unanswered = new HashSet<>();

	private final @Nullable SSLContext tls;

	/**
	 * Creates the handler.
	 * @param tls what to serve with, or {@code null} without TLS
	 */
	AmqpConnections(@Nullable SSLContext tls) {
		this.tls = tls;
	}

	/** There is nothing on that connection any more. */
	abstract void ended(Connection connection);

	void hang() {
		this.hanging = true;
	}

	void heal() {
		this.hanging = false;
		List.copyOf(this.unanswered).forEach(this::cut);
		this.unanswered.clear();
	}

	/** Ends all connections without a word, as if the process had ended. */
	void cutAll() {
		List.copyOf(this.open).forEach(this::cut);
	}

	/** There is no loop any more that could tell of their end. */
	void forgetAll() {
		this.open.clear();
		this.openConnections = 0;
		this.unanswered.clear();
	}

	final void cut(Connection connection) {
		forget(connection);
		Transport transport = connection.getTransport();
		if (transport == null) {
			return;
		}
		Selectable socket = ((TransportImpl) transport).getSelectable();
		transport.close_tail();
		transport.close_head();
		if (!socket.isTerminal()) {
			socket.terminate();
			socket.getReactor().update(socket);
		}
	}

	@Override
	public void onConnectionInit(Event event) {
		this.accepted.incrementAndGet();
		this.open.add(event.getConnection());
		this.openConnections = this.open.size();
	}

	@Override
	public void onConnectionBound(Event event) {
		if (this.tls != null) {
			SslDomain domain = Proton.sslDomain();
			domain.init(SslDomain.Mode.SERVER);
			domain.setSslContext(this.tls);
			event.getTransport().ssl(domain);
		}
	}

	@Override
	public void onTransportTailClosed(Event event) {
		if (this.hanging) {
			// The client has gone, and nobody says good-bye to it.
			cut(event.getConnection());
		}
	}

	@Override
	public void onTransportClosed(Event event) {
		forget(event.getConnection());
	}

	private void forget(Connection connection) {
		this.open.remove(connection);
		this.openConnections = this.open.size();
		this.unanswered.remove(connection);
		ended(connection);
	}

	@Override
	public void onConnectionRemoteOpen(Event event) {
		if (answers(event)) {
			event.getConnection().open();
		}
	}

	@Override
	public void onConnectionRemoteClose(Event event) {
		if (answers(event)) {
			event.getConnection().close();
		}
	}

	@Override
	public void onSessionRemoteOpen(Event event) {
		if (answers(event)) {
			event.getSession().open();
		}
	}

	@Override
	public void onSessionRemoteClose(Event event) {
		if (answers(event)) {
			event.getSession().close();
		}
	}

	/** Whether to answer; who is not answered is remembered. */
	final boolean answers(Event event) {
		if (this.hanging) {
			this.unanswered.add(event.getConnection());
		}
		return !this.hanging;
	}

}
