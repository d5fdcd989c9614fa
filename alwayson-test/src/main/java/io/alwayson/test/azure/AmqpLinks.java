package io.alwayson.test.azure;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.SSLContext;

import io.alwayson.test.azure.AmqpServer.Refusal;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.amqp.transport.Target;
import org.apache.qpid.proton.engine.BaseHandler;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.engine.SslDomain;
import org.apache.qpid.proton.engine.Transport;
import org.apache.qpid.proton.engine.impl.TransportImpl;
import org.apache.qpid.proton.message.Message;
import org.apache.qpid.proton.reactor.Selectable;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of connections, sessions and links. Confined to the loop's thread but
 * for what is volatile or atomic.
 */
final class AmqpLinks extends BaseHandler {

	private static final int CREDIT = 1000;

	final AtomicLong accepted = new AtomicLong();

	final AtomicLong attached = new AtomicLong();

	final AtomicLong requests = new AtomicLong();

	final Set<Connection> open = new HashSet<>();

	volatile int openConnections;

	/** Nothing is answered any more. */
	private boolean hanging;

	/** Those that wait for an answer that will never come. */
	private final Set<Connection> unanswered = new HashSet<>();

	private final AmqpEntities entities;

	private final AmqpRequests node;

	private final Set<AmqpConsumer> consumers = new HashSet<>();

	private final @Nullable SSLContext tls;

	/**
	 * Creates the handler.
	 * @param entities what there is
	 * @param tls what to serve with, or {@code null} without TLS
	 */
	AmqpLinks(AmqpEntities entities, @Nullable SSLContext tls) {
		this.entities = entities;
		this.tls = tls;
		this.node = new AmqpRequests(entities);
	}

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
		this.consumers.forEach(AmqpConsumer::release);
		this.consumers.clear();
	}

	private void cut(Connection connection) {
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
		event.getConnection().setContext(new HashMap<String, Sender>());
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
		this.consumers.removeIf((consumer) -> consumer.releaseIfOf(connection));
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

	@Override
	public void onLinkRemoteOpen(Event event) {
		if (!answers(event)) {
			return;
		}
		Link link = event.getLink();
		this.attached.incrementAndGet();
		String address = addressOf(link);
		link.setContext(address);
		Refusal refusal = AmqpEntities.isNode(address) ? this.entities.talkingTo(address)
				: (link instanceof Receiver) ? this.entities.sendingTo(address) : this.entities.listeningTo(address);
		if (refusal != null) {
			link.open();
			link.setCondition(new ErrorCondition(Symbol.valueOf(refusal.condition()), refusal.description(address)));
			link.close();
			return;
		}
		link.setSource(link.getRemoteSource());
		link.setTarget(link.getRemoteTarget());
		link.setSenderSettleMode(link.getRemoteSenderSettleMode());
		link.setReceiverSettleMode(link.getRemoteReceiverSettleMode());
		link.setMaxMessageSize(UnsignedLong.valueOf(AmqpMessages.MAX_SIZE));
		link.open();
		if (link instanceof Receiver receiver) {
			receiver.flow(CREDIT);
		}
		else if (link instanceof Sender sender && AmqpEntities.isNode(address)) {
			replies(sender).put(addressOf(link.getRemoteTarget()), sender);
		}
		else if (link instanceof Sender sender) {
			AmqpConsumer consumer = new AmqpConsumer(this.entities, address, sender);
			this.consumers.add(consumer);
			consumer.pump();
		}
	}

	@Override
	public void onLinkRemoteClose(Event event) {
		if (answers(event)) {
			this.consumers.removeIf((consumer) -> consumer.releaseIfOf(event.getLink()));
			event.getLink().close();
		}
	}

	@Override
	public void onLinkFlow(Event event) {
		if (answers(event)) {
			this.consumers.forEach(AmqpConsumer::pump);
		}
	}

	@Override
	public void onDelivery(Event event) {
		if (!answers(event)) {
			return;
		}
		Delivery delivery = event.getDelivery();
		if (event.getLink() instanceof Receiver receiver) {
			if (delivery.isReadable() && !delivery.isPartial()) {
				try {
					received(receiver, delivery);
				}
				catch (RuntimeException ex) {
					// What is no message ends the connection, never the loop.
					cut(event.getConnection());
				}
			}
		}
		else if (delivery.getContext() instanceof AmqpConsumer consumer && delivery.getRemoteState() != null) {
			consumer.settle(delivery);
		}
	}

	private void received(Receiver link, Delivery delivery) {
		byte[] transfer = AmqpMessages.read(link, delivery.pending());
		link.advance();
		String address = (String) link.getContext();
		if (AmqpEntities.isNode(address)) {
			this.requests.incrementAndGet();
			Message request = AmqpMessages.decode(transfer);
			Sender reply = replies(link).get(String.valueOf(request.getReplyTo()));
			if (reply != null) {
				send(reply, AmqpMessages.encode(this.node.answer(address, request)), null).settle();
			}
		}
		else {
			this.entities.append(address, AmqpMessages.split(transfer, delivery.getMessageFormat()));
			this.consumers.forEach(AmqpConsumer::pump);
		}
		delivery.disposition(Accepted.getInstance());
		delivery.settle();
		link.flow(1);
	}

	/** Locks are told apart by 16 bytes. */
	static Delivery send(Sender link, byte[] message, @Nullable Object context) {
		UUID id = UUID.randomUUID();
		Delivery delivery = link.delivery(ByteBuffer.allocate(16)
			.putLong(id.getMostSignificantBits())
			.putLong(id.getLeastSignificantBits())
			.array());
		delivery.setContext(context);
		link.send(message, 0, message.length);
		link.advance();
		return delivery;
	}

	private boolean answers(Event event) {
		if (this.hanging) {
			this.unanswered.add(event.getConnection());
		}
		return !this.hanging;
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Sender> replies(Link link) {
		return (Map<String, Sender>) link.getSession().getConnection().getContext();
	}

	/** Where it sends to or receives from. */
	private static String addressOf(Link link) {
		if (link instanceof Receiver) {
			return addressOf(link.getRemoteTarget());
		}
		return (link.getRemoteSource() instanceof Source source) ? String.valueOf(source.getAddress()) : "";
	}

	private static String addressOf(@Nullable Target target) {
		return (target != null) ? String.valueOf(target.getAddress()) : "";
	}

}
