package io.alwayson.test.azure;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.SSLContext;

import io.alwayson.test.azure.AmqpServer.Refusal;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.amqp.transport.Target;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of links, and of the messages on them.
 */
final class AmqpLinks extends AmqpConnections {

	private static final int CREDIT = 1000;

	final AtomicLong attached = new AtomicLong();

	final AtomicLong requests = new AtomicLong();

	private final AmqpEntities entities;

	private final AmqpRequests node;

	private final Set<AmqpConsumer> consumers = new HashSet<>();

	/**
	 * Creates the handler.
	 * @param entities what there is
	 * @param tls what to serve with, or {@code null} without TLS
	 */
	AmqpLinks(AmqpEntities entities, @Nullable SSLContext tls) {
		super(tls);
		this.entities = entities;
		this.node = new AmqpRequests(entities);
	}

	@Override
	void ended(Connection connection) {
		this.consumers.removeIf((consumer) -> consumer.releaseIfOf(connection));
	}

	@Override
	void forgetAll() {
		super.forgetAll();
		this.consumers.forEach(AmqpConsumer::release);
		this.consumers.clear();
	}

	@Override
	public void onConnectionInit(Event event) {
		event.getConnection().setContext(new HashMap<String, Sender>());
		super.onConnectionInit(event);
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
