package io.alwayson.workload;

import org.jspecify.annotations.Nullable;

/**
 * What exactly a dependency is: the keys that fit its type, resolved.
 */
public sealed interface Target {

	/** The type that this target belongs to. */
	DependencyType type();

	/** The address, or {@code null} for types that have none of their own. */
	default @Nullable Endpoint endpoint() {
		return null;
	}

	/**
	 * A Cosmos DB container, or the whole database where {@code container} is
	 * {@code null}.
	 *
	 * @param writeProbe whether its health check writes too, which needs a container
	 */
	record Cosmos(Endpoint endpoint, String database, @Nullable String container,
			boolean writeProbe) implements Target {

		@Override
		public DependencyType type() {
			return DependencyType.COSMOS;
		}

	}

	/** A blob container, or the whole account where {@code container} is {@code null}. */
	record Blob(Endpoint endpoint, @Nullable String container) implements Target {

		@Override
		public DependencyType type() {
			return DependencyType.BLOB;
		}

	}

	/**
	 * An event hub.
	 *
	 * @param checkpoints name of the blob dependency that keeps the checkpoints, or
	 * {@code null} for producers
	 */
	record EventHubs(Endpoint endpoint, String eventHub, String consumerGroup,
			@Nullable String checkpoints) implements Target {

		@Override
		public DependencyType type() {
			return DependencyType.EVENT_HUBS;
		}

	}

	/**
	 * A Service Bus queue, or a topic with an optional subscription: exactly one of queue
	 * and topic is set.
	 */
	record ServiceBus(Endpoint endpoint, @Nullable String queue, @Nullable String topic,
			@Nullable String subscription) implements Target {

		@Override
		public DependencyType type() {
			return DependencyType.SERVICE_BUS;
		}

	}

	/** A key vault. */
	record KeyVault(Endpoint endpoint) implements Target {

		@Override
		public DependencyType type() {
			return DependencyType.KEY_VAULT;
		}

	}

	/**
	 * An HTTP service.
	 *
	 * @param probePath path that the health check asks for, relative to the endpoint;
	 * default {@code /}
	 */
	record Http(Endpoint endpoint, String probePath) implements Target {

		@Override
		public DependencyType type() {
			return DependencyType.HTTP;
		}

	}

	/**
	 * A relational database.
	 *
	 * @param dataSource name of the {@code DataSource} bean, or {@code null} for the only
	 * one
	 */
	record Jdbc(@Nullable String dataSource) implements Target {

		@Override
		public DependencyType type() {
			return DependencyType.JDBC;
		}

	}

	/** Another service of this stamp; its {@code /health/stamp} is read. */
	record StampService(Endpoint endpoint) implements Target {

		@Override
		public DependencyType type() {
			return DependencyType.STAMP_SERVICE;
		}

	}

	/** Checked by a bean of the dependency's name. */
	record Custom(@Nullable Endpoint endpoint) implements Target {

		@Override
		public DependencyType type() {
			return DependencyType.CUSTOM;
		}

	}

}
