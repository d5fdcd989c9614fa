package io.alwayson.resilience.azure;

import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import com.azure.cosmos.CosmosClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * When something is made that needs the network, and what becomes of it.
 */
@Timeout(30)
class ConnectionTests {

	private static final long PATIENCE = Duration.ofSeconds(10).toNanos();

	private final CosmosClient client = Mockito.mock();

	private final AtomicInteger made = new AtomicInteger();

	private final AtomicLong now = new AtomicLong();

	@Test
	void itIsMadeOnceWhenItIsNeededFirst() throws Exception {
		Connection<CosmosClient> connection = connection(this.client);
		assertThat(this.made).hasValue(0);
		assertThat(connection.get(PATIENCE)).isSameAs(this.client);
		assertThat(connection.get(PATIENCE)).isSameAs(this.client);
		assertThat(this.made).hasValue(1);
	}

	@Test
	void whatFailedSaysWhyAndIsNotTriedAgainAtOnce() {
		Connection<CosmosClient> connection = connection(null);
		assertThatIllegalStateException().isThrownBy(() -> connection.get(PATIENCE))
			.withMessageContaining("shop")
			.withCauseInstanceOf(ConnectException.class);
		assertThatIllegalStateException().isThrownBy(() -> connection.get(PATIENCE));
		assertThat(this.made).hasValue(1);
		this.now.addAndGet(Duration.ofSeconds(1).toNanos());
		assertThatIllegalStateException().isThrownBy(() -> connection.get(PATIENCE));
		assertThat(this.made).hasValue(2);
	}

	@Test
	void whatIsForgottenIsMadeAnewAndWhatIsBeingMadeIsNot() throws Exception {
		Connection<CosmosClient> connection = connection(this.client);
		connection.get(PATIENCE);
		connection.forget();
		connection.get(PATIENCE);
		assertThat(this.made).hasValue(2);
		CountDownLatch goOn = new CountDownLatch(1);
		Connection<CosmosClient> slow = new Connection<>("shop", () -> {
			this.made.incrementAndGet();
			goOn.await();
			return this.client;
		}, CosmosClient::close, Duration.ofSeconds(1), this.now::get);
		CompletableFuture<CosmosClient> first = slow.connecting();
		slow.forget();
		assertThat(slow.connecting()).isSameAs(first);
		goOn.countDown();
		slow.get(PATIENCE);
		assertThat(this.made).hasValue(3);
	}

	@Test
	void nobodyWaitsLongerThanHeCan() {
		CountDownLatch goOn = new CountDownLatch(1);
		Connection<CosmosClient> slow = new Connection<>("shop", () -> {
			goOn.await();
			return this.client;
		}, CosmosClient::close, Duration.ofSeconds(1), this.now::get);
		assertThatIllegalStateException().isThrownBy(() -> slow.get(1_000_000)).withMessageContaining("yet");
		goOn.countDown();
		assertThat(slow.connecting()).succeedsWithin(Duration.ofSeconds(10));
	}

	@Test
	void closingEndsTheClientAlsoOneThatComesLater() throws Exception {
		Connection<CosmosClient> connection = connection(this.client);
		connection.get(PATIENCE);
		connection.close();
		Mockito.verify(this.client).close();
		CountDownLatch closed = new CountDownLatch(1);
		CosmosClient late = Mockito.mock();
		Connection<CosmosClient> slow = new Connection<>("shop", () -> {
			closed.await();
			return late;
		}, CosmosClient::close, Duration.ofSeconds(1), this.now::get);
		CompletableFuture<CosmosClient> connecting = slow.connecting();
		slow.close();
		closed.countDown();
		Awaitility.await().untilAsserted(() -> Mockito.verify(late).close());
		assertThat(connecting).isCompletedExceptionally();
		assertThatIllegalStateException().isThrownBy(() -> slow.get(PATIENCE));
	}

	private Connection<CosmosClient> connection(CosmosClient client) {
		return new Connection<>("shop", () -> {
			this.made.incrementAndGet();
			if (client == null) {
				throw new ConnectException("refused");
			}
			return client;
		}, CosmosClient::close, Duration.ofSeconds(1), this.now::get);
	}

}
