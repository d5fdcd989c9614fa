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
 * When the client of an account is made, and what becomes of it.
 */
@Timeout(30)
class CosmosConnectionTests {

	private final CosmosClient client = Mockito.mock();

	private final AtomicInteger made = new AtomicInteger();

	private final AtomicLong now = new AtomicLong();

	@Test
	void itIsMadeOnceWhenItIsNeededFirst() throws Exception {
		CosmosConnection connection = connection(this.client);
		assertThat(this.made).hasValue(0);
		assertThat(connection.client()).isSameAs(this.client);
		assertThat(connection.client()).isSameAs(this.client);
		assertThat(this.made).hasValue(1);
	}

	@Test
	void whatFailedSaysWhyAndIsNotTriedAgainAtOnce() {
		CosmosConnection connection = connection(null);
		assertThatIllegalStateException().isThrownBy(connection::client)
			.withMessageContaining("shop")
			.withCauseInstanceOf(ConnectException.class);
		assertThatIllegalStateException().isThrownBy(connection::client);
		assertThat(this.made).hasValue(1);
		this.now.addAndGet(Duration.ofSeconds(1).toNanos());
		assertThatIllegalStateException().isThrownBy(connection::client);
		assertThat(this.made).hasValue(2);
	}

	@Test
	void closingEndsTheClientAlsoOneThatComesLater() throws Exception {
		CosmosConnection connection = connection(this.client);
		connection.client();
		connection.close();
		Mockito.verify(this.client).close();
		CountDownLatch closed = new CountDownLatch(1);
		CosmosClient late = Mockito.mock();
		CosmosConnection slow = new CosmosConnection("shop", () -> {
			closed.await();
			return late;
		}, this.now::get);
		CompletableFuture<CosmosClient> connecting = slow.connecting();
		slow.close();
		closed.countDown();
		Awaitility.await().untilAsserted(() -> Mockito.verify(late).close());
		assertThat(connecting).isCompletedExceptionally();
		assertThatIllegalStateException().isThrownBy(slow::client);
	}

	private CosmosConnection connection(CosmosClient client) {
		return new CosmosConnection("shop", () -> {
			this.made.incrementAndGet();
			if (client == null) {
				throw new ConnectException("refused");
			}
			return client;
		}, this.now::get);
	}

}
