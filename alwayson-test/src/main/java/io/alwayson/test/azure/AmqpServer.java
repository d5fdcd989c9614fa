package io.alwayson.test.azure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A namespace of Event Hubs and Service Bus, in memory, for Azure's own clients: sends,
 * receives and peeks, tells of event hubs and their partitions, and takes any token.
 *
 * <p>
 * Listens on a free port of 127.0.0.1, without TLS unless told, as Microsoft's emulators
 * do. Needs {@code com.azure:azure-core-amqp} on the class path, which both clients bring
 * along. Sessions, transactions, rules, scheduled and dead letters are not there, readers
 * of a partition begin at its start or its end, and all consumer groups exist. At most
 * 10,000 messages are kept in each queue, subscription and partition. Thread-safe.
 */
public final class AmqpServer implements AutoCloseable {

	private final @Nullable ServerCertificate certificate;

	private final AmqpEntities entities = new AmqpEntities();

	private final AmqpLinks links;

	private final int port;

	private AmqpLoop loop;

	private boolean running = true;

	private AmqpServer(@Nullable ServerCertificate certificate) throws IOException {
		this.certificate = certificate;
		this.links = new AmqpLinks(this.entities, (certificate != null) ? certificate.context() : null);
		this.loop = AmqpLoop.start(0, this.links);
		this.port = this.loop.port();
	}

	/** Starts an empty namespace. */
	public static AmqpServer start() {
		return start(null);
	}

	/**
	 * Starts an empty namespace with TLS, for clients with an identity: they connect in
	 * no other way. They are built with
	 * {@code customEndpointAddress("https://localhost:" +
	 * server.port())}, and trust what {@link javax.net.ssl.SSLContext#getDefault()} does:
	 * it must trust {@link #certificate()}.
	 */
	public static AmqpServer startWithTls() {
		return start(ServerCertificate.create());
	}

	private static AmqpServer start(@Nullable ServerCertificate certificate) {
		try {
			return new AmqpServer(certificate);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The AMQP server could not listen on 127.0.0.1.", ex);
		}
	}

	/**
	 * What clients must trust, made for this run.
	 * @throws IllegalStateException if it serves without TLS
	 */
	public X509Certificate certificate() {
		if (this.certificate == null) {
			throw new IllegalStateException("This AMQP server has no TLS: start it with startWithTls().");
		}
		return this.certificate.certificate();
	}

	/** Adds an empty queue. */
	public AmqpServer addQueue(String name) {
		this.entities.addQueue(name);
		return this;
	}

	/** Adds a topic; each of its subscriptions gets every message. */
	public AmqpServer addTopic(String name, String... subscriptions) {
		this.entities.addTopic(name, List.of(subscriptions));
		return this;
	}

	/**
	 * Adds an empty event hub.
	 * @param name of the event hub
	 * @param partitions how many, named from 0 on
	 */
	public AmqpServer addEventHub(String name, int partitions) {
		this.entities.addEventHub(name, partitions);
		return this;
	}

	/** Removes what has that name. Links that are open stay. */
	public void remove(String name) {
		this.entities.remove(name);
	}

	/** What clients connect with: an emulator's connection string. */
	public String connectionString() {
		return connectionString(this.port);
	}

	/** The same by another port of this machine, such as that of a fault proxy. */
	public String connectionString(int port) {
		return "Endpoint=sb://localhost:" + port + ";SharedAccessKeyName=RootManageSharedAccessKey;"
				+ "SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;";
	}

	/** The port on 127.0.0.1; the same after a restart. */
	public int port() {
		return this.port;
	}

	/**
	 * Refuses new links and requests to an address and what is below it from now on.
	 * Links that are open stay.
	 * @param address name of a queue, topic, {@code topic/subscriptions/name} or event
	 * hub; {@code $cbs} refuses all tokens
	 * @param refusal how
	 */
	public void refuse(String address, Refusal refusal) {
		this.entities.refuse(address, refusal);
	}

	/**
	 * As {@link #refuse}, but sending is still allowed: what may not listen may not
	 * receive, peek or ask for the properties.
	 */
	public void refuseListening(String address, Refusal refusal) {
		this.entities.refuseListening(address, refusal);
	}

	/** Takes connections, keeps them alive, and answers nothing any more. */
	public void hang() {
		onLoop(this.links::hang);
	}

	/** Removes all faults. Connections that wait for an answer are closed. */
	public void heal() {
		this.entities.accept();
		onLoop(this.links::heal);
	}

	/** Closes all connections without a word. */
	public void killConnections() {
		onLoop(this.links::cutAll);
	}

	/** Ends as a process does that is killed: connections end, new ones are refused. */
	public synchronized void stop() {
		if (this.running) {
			this.running = false;
			this.loop.close();
		}
	}

	/** Listens again on the same port, with the same entities and messages. */
	public synchronized void restart() {
		stop();
		try {
			this.loop = AmqpLoop.start(this.port, this.links);
			this.running = true;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The AMQP server could not listen on port " + this.port + ".", ex);
		}
	}

	/** Connections that are open now. */
	public int openConnections() {
		return this.links.openConnections;
	}

	/** Connections that were accepted since the start. */
	public long connections() {
		return this.links.accepted.get();
	}

	/** Links that clients have asked for since the start. */
	public long links() {
		return this.links.attached.get();
	}

	/** Requests to {@code $cbs} and {@code $management} since the start. */
	public long requests() {
		return this.links.requests.get();
	}

	/**
	 * The bodies of all messages that were sent to an address and are still there, those
	 * of a topic once for each subscription.
	 * @param address as in {@link #refuse}
	 */
	public List<byte[]> messages(String address) {
		return this.entities.contents(address).stream().map(AmqpMessages::body).toList();
	}

	@Override
	public void close() {
		stop();
	}

	private synchronized void onLoop(Runnable change) {
		if (this.running) {
			this.loop.execute(change);
		}
		else {
			change.run();
		}
	}

	/** Why the service says no, as Azure says it. */
	public enum Refusal {

		/** There is no such entity. */
		NOT_FOUND(404, "amqp:not-found") {

			@Override
			String description(String address) {
				return "The messaging entity 'sb://localhost/" + address + "' could not be found.";
			}

		},

		/** The identity has no right to do that. */
		UNAUTHORIZED(401, "amqp:unauthorized-access") {

			@Override
			String description(String address) {
				return "Unauthorized access. A claim is missing on '" + address + "'.";
			}

		},

		/** Too many requests. */
		SERVER_BUSY(503, "com.microsoft:server-busy") {

			@Override
			String description(String address) {
				return "The request was terminated because the namespace is being throttled. Error code : 50009.";
			}

		};

		private final int status;

		private final String condition;

		Refusal(int status, String condition) {
			this.status = status;
			this.condition = condition;
		}

		int status() {
			return this.status;
		}

		String condition() {
			return this.condition;
		}

		abstract String description(String address);

	}

}
