package io.alwayson.test.azure;

import java.util.HashMap;
import java.util.Map;

import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Sender;
import org.jspecify.annotations.Nullable;

/**
 * Hands the messages of an entity out over one link, as far as its credit goes. Confined
 * to the loop's thread.
 */
final class AmqpConsumer {

	private final AmqpEntities entities;

	private final String address;

	private final Sender link;

	/** What the client has and has not settled. */
	private final Map<Delivery, AmqpLog.Stored> locked = new HashMap<>();

	/** Event hubs: the next one to read. */
	private long position;

	AmqpConsumer(AmqpEntities entities, String address, Sender link) {
		this.entities = entities;
		this.address = address;
		this.link = link;
		boolean latest = link.getRemoteSource() instanceof Source source && source.getFilter() != null
				&& source.getFilter().toString().contains("@latest");
		this.position = latest ? entities.with(address, AmqpLog::lastSequence) + 1 : 0;
	}

	void pump() {
		while (this.link.getCredit() > 0) {
			AmqpLog.Stored next = this.entities.with(this.address, this::next);
			if (next == null) {
				return;
			}
			Delivery delivery = AmqpLinks.send(this.link, AmqpMessages.annotated(next), this);
			if (this.link.getRemoteSenderSettleMode() == SenderSettleMode.SETTLED) {
				delivery.settle();
				remove(next);
			}
			else {
				this.locked.put(delivery, next);
			}
		}
	}

	private AmqpLog.@Nullable Stored next(AmqpLog log) {
		if (!log.isKept()) {
			return log.take();
		}
		AmqpLog.Stored next = log.peek(this.position, 1).stream().findFirst().orElse(null);
		if (next != null) {
			this.position = next.sequence + 1;
		}
		return next;
	}

	/** As the client has decided: accepted ones are gone, others go back. */
	void settle(Delivery delivery) {
		AmqpLog.Stored stored = this.locked.remove(delivery);
		if (stored != null && delivery.getRemoteState() instanceof Accepted) {
			remove(stored);
		}
		else if (stored != null) {
			release(stored);
		}
		delivery.disposition(delivery.getRemoteState());
		delivery.settle();
	}

	boolean releaseIfOf(Link closed) {
		return releaseIf(this.link == closed);
	}

	boolean releaseIfOf(Connection closed) {
		return releaseIf(this.link.getSession().getConnection() == closed);
	}

	private boolean releaseIf(boolean closed) {
		if (closed) {
			release();
		}
		return closed;
	}

	void release() {
		this.locked.values().forEach(this::release);
		this.locked.clear();
	}

	private void remove(AmqpLog.Stored stored) {
		this.entities.with(this.address, (log) -> {
			if (!log.isKept()) {
				log.remove(stored);
			}
			return log;
		});
	}

	private void release(AmqpLog.Stored stored) {
		this.entities.with(this.address, (log) -> {
			log.release(stored);
			return log;
		});
	}

}
