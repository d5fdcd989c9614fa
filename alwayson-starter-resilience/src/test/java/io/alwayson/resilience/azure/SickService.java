package io.alwayson.resilience.azure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import com.azure.cosmos.CosmosClient;
import com.azure.cosmos.CosmosContainer;
import com.azure.cosmos.models.PartitionKey;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.ResilientDependency;
import io.alwayson.test.azure.AmqpServer;
import io.alwayson.test.azure.Azurite;
import io.alwayson.test.azure.CosmosEmulator;
import io.alwayson.test.azure.KeyVaultServer;
import io.alwayson.test.fault.FaultProxy;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/**
 * An Azure service that can be sick in several ways, and who asks it.
 */
abstract class SickService implements AutoCloseable {

	/** Declares the service as {@code sick}. */
	abstract ApplicationContextRunner declare(ApplicationContextRunner runner);

	/** A read of something that it has, by the client of the declaration. */
	abstract Callable<?> call(ApplicationContext context);

	/** The same by a client with nothing but the SDK's defaults. */
	abstract Callable<?> callBySdk();

	/** In front of the service. */
	abstract FaultProxy proxy();

	/** Requests that have arrived at the service or at the proxy in front of it. */
	abstract long arrivals();

	/** Answers all requests with that status. */
	abstract void respond(int status, String retryAfter);

	/** Breaks off all answers. */
	abstract void cut();

	/** Ends all faults. */
	abstract void heal();

	@Override
	public abstract void close();

	/** One that a proxy stands for. */
	abstract static class Proxied extends SickService {

		/** A connection that is reset may have brought a request. */
		@Override
		long arrivals() {
			return Math.max(proxy().requests(), proxy().connections());
		}

		@Override
		void respond(int status, String retryAfter) {
			proxy().respond(status, retryAfter);
		}

		@Override
		void cut() {
			proxy().cut();
		}

		@Override
		void heal() {
			proxy().heal();
		}

	}

	/** A blob. */
	static final class BlobStorage extends Proxied {

		private final BrokenStorage storage;

		BlobStorage(Azurite azurite) {
			this.storage = new BrokenStorage(azurite);
		}

		@Override
		ApplicationContextRunner declare(ApplicationContextRunner runner) {
			return runner.withPropertyValues("alwayson.dependencies.sick.type=blob",
					"alwayson.dependencies.sick.endpoint=" + this.storage.connectionString(),
					"alwayson.dependencies.sick.container=" + this.storage.container());
		}

		@Override
		Callable<?> call(ApplicationContext context) {
			return context.getBean("sick", BlobContainerClient.class).getBlobClient("known")::downloadContent;
		}

		@Override
		Callable<?> callBySdk() {
			return new BlobServiceClientBuilder().connectionString(this.storage.connectionString())
				.buildClient()
				.getBlobContainerClient(this.storage.container())
				.getBlobClient("known")::downloadContent;
		}

		@Override
		FaultProxy proxy() {
			return this.storage.proxy();
		}

		@Override
		public void close() {
			this.storage.close();
		}

	}

	/** An item, in an account with one region, so that there is no other one to ask. */
	static final class CosmosDb extends Proxied {

		private final CosmosAccountOfTests account;

		private @Nullable CosmosClient sdk;

		CosmosDb(CosmosEmulator cosmos) {
			this.account = new CosmosAccountOfTests(cosmos, CosmosAccountOfTests.HERE);
		}

		@Override
		ApplicationContextRunner declare(ApplicationContextRunner runner) {
			return this.account.declare(runner, "sick");
		}

		@Override
		Callable<?> call(ApplicationContext context) {
			return read(context.getBean("sick", CosmosContainer.class));
		}

		@Override
		Callable<?> callBySdk() {
			this.sdk = this.account.builder().buildClient();
			return read(this.sdk.getDatabase(this.account.database()).getContainer("items"));
		}

		private static Callable<?> read(CosmosContainer items) {
			return () -> items.readItem("known", new PartitionKey("known"), Map.class).getItem();
		}

		@Override
		FaultProxy proxy() {
			return this.account.here();
		}

		@Override
		public void close() {
			if (this.sdk != null) {
				this.sdk.close();
			}
			this.account.close();
		}

	}

	/** An event hub, or a queue: whoever sends may send twice. */
	abstract static class Namespace extends SickService {

		final AmqpServer server = AmqpServer.start().addEventHub("events", 1).addQueue("orders");

		private final FaultProxy proxy = FaultProxy.to("127.0.0.1", this.server.port());

		private final String entity;

		private final String messages;

		Namespace(String entity, String messages) {
			this.entity = entity;
			this.messages = messages;
		}

		String connectionString() {
			return this.server.connectionString(this.proxy.port());
		}

		@Override
		FaultProxy proxy() {
			return this.proxy;
		}

		/** What was sent, and what had to be opened for it. */
		@Override
		long arrivals() {
			return this.server.messages(this.messages).size() + this.server.links() + this.proxy.connections();
		}

		/** It has no status, but a way to say that it has too much to do. */
		@Override
		void respond(int status, String retryAfter) {
			this.server.refuse(this.entity, AmqpServer.Refusal.SERVER_BUSY);
			this.server.killConnections();
		}

		@Override
		void cut() {
			this.proxy.cut();
		}

		@Override
		void heal() {
			this.server.heal();
			this.proxy.heal();
		}

		@Override
		public void close() {
			this.proxy.close();
			this.server.close();
		}

	}

	/** An event hub. */
	static class EventHub extends Namespace {

		EventHub() {
			super("events", "events/Partitions/0");
		}

		@Override
		ApplicationContextRunner declare(ApplicationContextRunner runner) {
			return runner.withPropertyValues("alwayson.dependencies.sick.type=event-hubs",
					"alwayson.dependencies.sick.endpoint=" + connectionString(),
					"alwayson.dependencies.sick.event-hub=events");
		}

		@Override
		Callable<?> call(ApplicationContext context) {
			return send(context.getBean("sick", EventHubProducerClient.class));
		}

		@Override
		Callable<?> callBySdk() {
			return send(own());
		}

		EventHubProducerClient own() {
			return new EventHubClientBuilder().connectionString(connectionString(), "events").buildProducerClient();
		}

		private static Callable<?> send(EventHubProducerClient events) {
			return () -> {
				events.send(List.of(new EventData("event")));
				return true;
			};
		}

	}

	/** One whose producer is a bean of the application, with retries of the SDK. */
	static final class OwnEventHub extends EventHub {

		@Override
		ApplicationContextRunner declare(ApplicationContextRunner runner) {
			return super.declare(runner).withBean("own", EventHubProducerClient.class, this::own);
		}

	}

	/** A queue. The class of its senders is final, so the protection is around it. */
	static class ServiceBus extends Namespace {

		ServiceBus() {
			super("orders", "orders");
		}

		@Override
		ApplicationContextRunner declare(ApplicationContextRunner runner) {
			return runner.withPropertyValues("alwayson.dependencies.sick.type=service-bus",
					"alwayson.dependencies.sick.endpoint=" + connectionString(),
					"alwayson.dependencies.sick.queue=orders");
		}

		@Override
		Callable<?> call(ApplicationContext context) {
			ServiceBusSenderClient orders = context.getBean("sick", ServiceBusSenderClient.class);
			ResilientDependency sick = context.getBean(Resilience.class).dependency("sick").idempotent();
			return () -> sick.call(() -> send(orders));
		}

		@Override
		Callable<?> callBySdk() {
			ServiceBusSenderClient orders = own();
			return () -> send(orders);
		}

		ServiceBusSenderClient own() {
			return new ServiceBusClientBuilder().connectionString(connectionString())
				.sender()
				.queueName("orders")
				.buildClient();
		}

		private static boolean send(ServiceBusSenderClient orders) {
			orders.sendMessage(new ServiceBusMessage("order"));
			return true;
		}

	}

	/** One whose sender is a bean of the application, with retries of the SDK. */
	static final class OwnServiceBus extends ServiceBus {

		@Override
		ApplicationContextRunner declare(ApplicationContextRunner runner) {
			return super.declare(runner).withBean("own", ServiceBusSenderClient.class, this::own);
		}

	}

	/** A list, because a secret is known after it was read once. */
	static final class KeyVault extends SickService {

		private final KeyVaultServer vault = KeyVaultServer.start();

		private final FaultProxy proxy;

		KeyVault() {
			this.vault.put("known", "value");
			this.proxy = FaultProxy.to("127.0.0.1", this.vault.endpoint().getPort());
		}

		@Override
		ApplicationContextRunner declare(ApplicationContextRunner runner) {
			return VaultAccess.into(this.vault, runner)
				.withPropertyValues("alwayson.dependencies.sick.type=key-vault",
						"alwayson.dependencies.sick.endpoint=" + address());
		}

		private String address() {
			return "https://localhost:" + this.proxy.port();
		}

		@Override
		Callable<?> call(ApplicationContext context) {
			return list(context.getBean("sick", SecretClient.class));
		}

		@Override
		Callable<?> callBySdk() {
			return list(VaultAccess.trusting(this.vault.certificate(), new SecretClientBuilder())
				.vaultUrl(address())
				.credential(VaultAccess.TOKEN)
				.buildClient());
		}

		private static Callable<?> list(SecretClient secrets) {
			return () -> secrets.listPropertiesOfSecrets().stream().toList();
		}

		@Override
		FaultProxy proxy() {
			return this.proxy;
		}

		/** Where the proxy keeps requests back, each has a connection of its own. */
		@Override
		long arrivals() {
			return Math.max(this.vault.requests(), this.proxy.connections());
		}

		/** What happens inside of TLS the vault does itself. */
		@Override
		void respond(int status, String retryAfter) {
			this.vault.respond(status, retryAfter);
		}

		@Override
		void cut() {
			this.vault.cut();
		}

		@Override
		void heal() {
			this.vault.heal();
			this.proxy.heal();
		}

		@Override
		public void close() {
			this.proxy.close();
			this.vault.close();
		}

	}

}
