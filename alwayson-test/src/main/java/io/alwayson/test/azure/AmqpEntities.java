package io.alwayson.test.azure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import io.alwayson.test.azure.AmqpServer.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What exists in the namespace, and what is refused. Thread-safe.
 */
final class AmqpEntities {

	static final String MANAGEMENT = "$management";

	static final String TOKENS = "$cbs";

	private static final String GROUPS = "/ConsumerGroups/";

	private static final String PARTITIONS = "/Partitions/";

	/** Where messages go that are sent to an address. */
	private final Map<String, Destination> destinations = new TreeMap<>();

	/** Where messages of an address come from. */
	private final Map<String, AmqpLog> sources = new LinkedHashMap<>();

	private final Map<String, Integer> eventHubs = new TreeMap<>();

	private final Map<String, Refusal> refusals = new TreeMap<>();

	private final Map<String, Refusal> refusedListeners = new TreeMap<>();

	synchronized void addQueue(String name) {
		AmqpLog log = new AmqpLog(false);
		this.sources.put(name, log);
		this.destinations.put(name, new Destination(List.of(log), true));
	}

	synchronized void addTopic(String name, List<String> subscriptions) {
		List<AmqpLog> logs = new ArrayList<>();
		for (String subscription : subscriptions) {
			AmqpLog log = new AmqpLog(false);
			logs.add(log);
			this.sources.put(name + "/subscriptions/" + subscription, log);
		}
		this.destinations.put(name, new Destination(logs, true));
	}

	synchronized void addEventHub(String name, int partitions) {
		List<AmqpLog> logs = new ArrayList<>();
		for (int i = 0; i < partitions; i++) {
			AmqpLog log = new AmqpLog(true);
			logs.add(log);
			this.sources.put(name + PARTITIONS + i, log);
			this.destinations.put(name + PARTITIONS + i, new Destination(List.of(log), true));
		}
		this.destinations.put(name, new Destination(logs, false));
		this.eventHubs.put(name, partitions);
	}

	synchronized void remove(String name) {
		this.destinations.keySet().removeIf((address) -> isWithin(address, name));
		this.sources.keySet().removeIf((address) -> isWithin(address, name));
		this.eventHubs.remove(name);
	}

	synchronized void refuse(String address, Refusal refusal) {
		this.refusals.put(address, refusal);
	}

	synchronized void refuseListening(String address, Refusal refusal) {
		this.refusedListeners.put(address, refusal);
	}

	synchronized void accept() {
		this.refusals.clear();
		this.refusedListeners.clear();
	}

	/** Why nothing may be sent there, or {@code null} if it may. */
	synchronized @Nullable Refusal sendingTo(String address) {
		Refusal refusal = refusal(this.refusals, address);
		return (refusal != null || this.destinations.containsKey(address)) ? refusal : Refusal.NOT_FOUND;
	}

	/** Why nothing may be received, peeked or asked there, or {@code null} if it may. */
	synchronized @Nullable Refusal listeningTo(String address) {
		Refusal refusal = refusal(this.refusals, address);
		if (refusal == null) {
			refusal = refusal(this.refusedListeners, address);
		}
		return (refusal != null || exists(address)) ? refusal : Refusal.NOT_FOUND;
	}

	/** Why there can be no link to that node of the service or of an entity. */
	synchronized @Nullable Refusal talkingTo(String node) {
		Refusal refusal = refusal(this.refusals, node);
		if (refusal != null || node.equals(TOKENS) || node.equals(MANAGEMENT)) {
			return refusal;
		}
		return exists(entityOf(node)) ? null : Refusal.NOT_FOUND;
	}

	static boolean isNode(String address) {
		return address.equals(TOKENS) || address.endsWith(MANAGEMENT);
	}

	/** The entity that a management node belongs to. */
	static String entityOf(String node) {
		return node.substring(0, Math.max(0, node.length() - MANAGEMENT.length() - 1));
	}

	synchronized int partitions(String eventHub) {
		return this.eventHubs.getOrDefault(eventHub, 0);
	}

	synchronized void append(String address, List<byte[]> messages) {
		Destination destination = this.destinations.get(address);
		if (destination != null) {
			messages.forEach(destination::append);
		}
	}

	/** Everything that was sent to the address and is still there. */
	synchronized List<byte[]> contents(String address) {
		Destination destination = this.destinations.get(address);
		List<AmqpLog> logs = (destination != null) ? destination.logs : List.of(sourceOrEmpty(address));
		return logs.stream().flatMap((log) -> log.all().stream()).map((stored) -> stored.encoded).toList();
	}

	/** Asks or changes the messages of an address, which are empty if it has none. */
	synchronized <T extends @Nullable Object> T with(String address, Function<AmqpLog, T> work) {
		return work.apply(sourceOrEmpty(address));
	}

	private AmqpLog sourceOrEmpty(String address) {
		AmqpLog log = this.sources.get(withoutGroup(address));
		return (log != null) ? log : new AmqpLog(false);
	}

	private boolean exists(String address) {
		return this.destinations.containsKey(address) || this.sources.containsKey(withoutGroup(address));
	}

	/** All consumer groups exist. */
	private static String withoutGroup(String address) {
		int group = address.indexOf(GROUPS);
		int partition = address.indexOf(PARTITIONS);
		return (group >= 0 && partition > group) ? address.substring(0, group) + address.substring(partition) : address;
	}

	private static @Nullable Refusal refusal(Map<String, Refusal> refusals, String address) {
		return refusals.entrySet()
			.stream()
			.filter((entry) -> isWithin(address, entry.getKey()))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(null);
	}

	private static boolean isWithin(String address, String name) {
		return address.equals(name) || address.startsWith(name + "/");
	}

	/** All logs get a message, or each in its turn. */
	private static final class Destination {

		private final List<AmqpLog> logs;

		private final boolean copies;

		private int turn;

		Destination(List<AmqpLog> logs, boolean copies) {
			this.logs = logs;
			this.copies = copies;
		}

		void append(byte[] message) {
			if (this.copies) {
				this.logs.forEach((log) -> log.append(message));
			}
			else {
				this.logs.get(this.turn++ % this.logs.size()).append(message);
			}
		}

	}

}
