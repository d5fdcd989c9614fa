package io.alwayson.health.azure;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

import com.azure.cosmos.CosmosAsyncClient;
import com.azure.cosmos.CosmosAsyncDatabase;
import com.azure.cosmos.CosmosClient;
import com.azure.cosmos.CosmosDatabase;
import com.azure.cosmos.models.CosmosChangeFeedRequestOptions;
import com.azure.cosmos.models.CosmosContainerProperties;
import com.azure.cosmos.models.CosmosItemRequestOptions;
import com.azure.cosmos.models.CosmosItemResponse;
import com.azure.cosmos.models.FeedRange;
import com.azure.cosmos.models.FeedResponse;
import org.jspecify.annotations.Nullable;

/**
 * What a check asks of a database, by a client of either kind. All calls wait, and end
 * when the thread is interrupted.
 */
interface CosmosCalls extends AutoCloseable {

	/** Fails if the run that begins could only wait for a token. */
	default void renewToken() {
	}

	/** The first containers of the database. */
	@Nullable FeedResponse<CosmosContainerProperties> containers();

	/** The partitions of a container. */
	@Nullable List<FeedRange> partitions(String container);

	/** The first page of a container's change feed. */
	@Nullable FeedResponse<?> changes(String container, CosmosChangeFeedRequestOptions options);

	/** Writes an item. */
	@Nullable CosmosItemResponse<?> upsert(String container, Map<String, ?> item, CosmosItemRequestOptions options);

	/** Ends the client if it is the check's own. */
	@Override
	default void close() {
	}

	/** By a client of the application. */
	static CosmosCalls by(CosmosClient client, String database) {
		return new Sync(client.getDatabase(database));
	}

	/** By a client of the application. */
	static CosmosCalls by(CosmosAsyncClient client, String database) {
		return new Async(client.getDatabase(database));
	}

	/** By a client of the check's own, with its credential unless it has a key. */
	static CosmosCalls own(CosmosClient client, String database, @Nullable CheckCredential credential) {
		return new Sync(client.getDatabase(database)) {

			@Override
			public void renewToken() {
				if (credential != null) {
					credential.renew();
				}
			}

			@Override
			public void close() {
				client.close();
			}

		};
	}

	/** By a client that waits. */
	class Sync implements CosmosCalls {

		private final CosmosDatabase database;

		Sync(CosmosDatabase database) {
			this.database = database;
		}

		@Override
		public @Nullable FeedResponse<CosmosContainerProperties> containers() {
			return first(this.database.readAllContainers().iterableByPage(1));
		}

		@Override
		public List<FeedRange> partitions(String container) {
			return this.database.getContainer(container).getFeedRanges();
		}

		@Override
		public @Nullable FeedResponse<?> changes(String container, CosmosChangeFeedRequestOptions options) {
			return first(this.database.getContainer(container).queryChangeFeed(options, Map.class).iterableByPage(1));
		}

		private static <T> @Nullable T first(Iterable<T> pages) {
			Iterator<T> iterator = pages.iterator();
			return iterator.hasNext() ? iterator.next() : null;
		}

		@Override
		public CosmosItemResponse<?> upsert(String container, Map<String, ?> item, CosmosItemRequestOptions options) {
			return this.database.getContainer(container).upsertItem(item, options);
		}

	}

	/** By a client that does not wait. */
	class Async implements CosmosCalls {

		private final CosmosAsyncDatabase database;

		Async(CosmosAsyncDatabase database) {
			this.database = database;
		}

		@Override
		public @Nullable FeedResponse<CosmosContainerProperties> containers() {
			return this.database.readAllContainers().byPage(1).blockFirst();
		}

		@Override
		public @Nullable List<FeedRange> partitions(String container) {
			return this.database.getContainer(container).getFeedRanges().block();
		}

		@Override
		public @Nullable FeedResponse<?> changes(String container, CosmosChangeFeedRequestOptions options) {
			return this.database.getContainer(container).queryChangeFeed(options, Map.class).byPage(1).blockFirst();
		}

		@Override
		public @Nullable CosmosItemResponse<?> upsert(String container, Map<String, ?> item,
				CosmosItemRequestOptions options) {
			return this.database.getContainer(container).upsertItem(item, options).block();
		}

	}

}
