package io.alwayson.test.azure;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.alwayson.test.azure.AmqpServer.Refusal;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * Answers what clients ask the nodes {@code $cbs} and {@code $management}.
 */
final class AmqpRequests {

	private static final String PARTITION = "partition";

	private final AmqpEntities entities;

	private final Instant started = Instant.now();

	AmqpRequests(AmqpEntities entities) {
		this.entities = entities;
	}

	/** The answer of a node, which says whose it is. */
	Message answer(String node, Message request) {
		Message answer = node.equals(AmqpEntities.TOKENS) ? accepted() : managed(node, request);
		answer.setCorrelationId(request.getMessageId());
		return answer;
	}

	private Message accepted() {
		Refusal refusal = this.entities.talkingTo(AmqpEntities.TOKENS);
		return (refusal != null) ? refused(refusal, AmqpEntities.TOKENS) : message(202, "Accepted", null, null);
	}

	private Message managed(String node, Message request) {
		Map<String, Object> properties = (request.getApplicationProperties() != null)
				? request.getApplicationProperties().getValue() : Map.of();
		String operation = String.valueOf(properties.get("operation"));
		if (node.equals(AmqpEntities.MANAGEMENT) && operation.equals("READ")) {
			return read(properties);
		}
		if (!node.equals(AmqpEntities.MANAGEMENT) && operation.equals("com.microsoft:peek-message")) {
			return peek(AmqpEntities.entityOf(node), request);
		}
		return message(501, "Operation " + operation + " is not there", "amqp:not-implemented", null);
	}

	private Message read(Map<String, Object> properties) {
		String name = String.valueOf(properties.get("name"));
		int partitions = this.entities.partitions(name);
		Refusal refusal = (partitions > 0) ? this.entities.listeningTo(name) : Refusal.NOT_FOUND;
		if (refusal != null) {
			return refused(refusal, name);
		}
		Object partition = properties.get(PARTITION);
		return message(200, "OK", null,
				(partition != null) ? partition(name, String.valueOf(partition)) : eventHub(name, partitions));
	}

	private Map<String, Object> eventHub(String name, int partitions) {
		String[] ids = IntStream.range(0, partitions).mapToObj(String::valueOf).toArray(String[]::new);
		return new HashMap<>(Map.of("name", name, "type", "com.microsoft:eventhub", "created_at",
				Date.from(this.started), "partition_count", partitions, "partition_ids", ids));
	}

	private Map<String, Object> partition(String name, String partition) {
		return this.entities.with(name + "/Partitions/" + partition,
				(log) -> new HashMap<>(Map.of("name", name, "type", "com.microsoft:partition", PARTITION, partition,
						"begin_sequence_number", log.firstSequence(), "last_enqueued_sequence_number",
						log.lastSequence(), "last_enqueued_offset", String.valueOf(log.lastSequence()),
						"last_enqueued_time_utc", Date.from(this.started), "is_partition_empty",
						log.lastSequence() < 0)));
	}

	private Message peek(String entity, Message request) {
		Refusal refusal = this.entities.listeningTo(entity);
		if (refusal != null) {
			return refused(refusal, entity);
		}
		Map<?, ?> body = (request.getBody() instanceof AmqpValue value && value.getValue() instanceof Map<?, ?> map)
				? map : Map.of();
		long from = (body.get("from-sequence-number") instanceof Number number) ? number.longValue() : 0;
		int count = (body.get("message-count") instanceof Number number) ? number.intValue() : 1;
		List<Map<String, Object>> found = new ArrayList<>();
		for (AmqpLog.Stored stored : this.entities.with(entity, (log) -> log.peek(from, count))) {
			found.add(Map.of("message", new Binary(AmqpMessages.annotated(stored))));
		}
		return found.isEmpty() ? message(204, "No content", "com.microsoft:message-not-found", null)
				: message(200, "OK", null, Map.of("messages", found));
	}

	private static Message refused(Refusal refusal, String address) {
		return message(refusal.status(), refusal.description(address), refusal.condition(), null);
	}

	/** In the spelling of Service Bus and in that of Event Hubs. */
	private static Message message(int status, String description, @Nullable String condition,
			@Nullable Map<String, ?> body) {
		Map<String, Object> properties = new HashMap<>();
		properties.put("status-code", status);
		properties.put("statusCode", status);
		properties.put("status-description", description);
		properties.put("statusDescription", description);
		if (condition != null) {
			properties.put("error-condition", condition);
			properties.put("errorCondition", condition);
		}
		Message message = Message.Factory.create();
		message.setApplicationProperties(new ApplicationProperties(properties));
		message.setBody(new AmqpValue(body));
		return message;
	}

}
