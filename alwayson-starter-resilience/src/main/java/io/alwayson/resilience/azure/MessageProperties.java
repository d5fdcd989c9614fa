package io.alwayson.resilience.azure;

import java.util.List;
import java.util.Map;

import io.alwayson.workload.context.MessageHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what travels with a message into its properties. Never throws.
 */
final class MessageProperties {

	private static final Logger logger = LoggerFactory.getLogger(MessageProperties.class);

	private final List<MessageHeaders> headers;

	MessageProperties(List<MessageHeaders> headers) {
		this.headers = List.copyOf(headers);
	}

	/** Adds what is not there. */
	void addTo(Map<String, Object> properties) {
		for (MessageHeaders each : this.headers) {
			try {
				each.addTo(properties::putIfAbsent);
			}
			catch (RuntimeException ex) {
				logger.debug("Dropped what headers of messages threw: {}", each.getClass().getName(), ex);
			}
		}
	}

}
