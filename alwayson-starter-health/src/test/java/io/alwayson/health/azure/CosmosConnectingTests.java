package io.alwayson.health.azure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import com.azure.cosmos.models.CosmosChangeFeedRequestOptions;
import com.azure.cosmos.models.CosmosContainerProperties;
import com.azure.cosmos.models.CosmosItemRequestOptions;
import com.azure.cosmos.models.CosmosItemResponse;
import com.azure.cosmos.models.FeedRange;
import com.azure.cosmos.models.FeedResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link CosmosConnecting}.
 */
@Timeout(30)
class CosmosConnectingTests {

	private final AtomicInteger closed = new AtomicInteger();

	private final CosmosCalls calls = new FakeCalls(this.closed);

	@Test
	void aWaiterThatIsGivenUpDoesNotEndTheMaking() throws Exception {
		CountDownLatch held = new CountDownLatch(1);
		CosmosConnecting connecting = new CosmosConnecting("db", () -> {
			held.await();
			return this.calls;
		});
		Thread.currentThread().interrupt();
		assertThatThrownBy(connecting::get).isInstanceOf(InterruptedException.class);
		held.countDown();
		assertThat(connecting.get()).isSameAs(this.calls);
	}

	@Test
	void itIsMadeOnceAndWhatFailedIsMadeAgain() throws Exception {
		AtomicInteger tries = new AtomicInteger();
		CosmosConnecting connecting = new CosmosConnecting("db", () -> switch (tries.incrementAndGet()) {
			case 1 -> throw new java.net.ConnectException();
			case 2 -> null;
			default -> this.calls;
		});
		assertThatThrownBy(connecting::get).isInstanceOf(java.net.ConnectException.class);
		assertThat(connecting.get()).isNull();
		assertThat(connecting.get()).isSameAs(connecting.get());
		assertThat(tries).hasValue(3);
	}

	@Test
	void whatWasMadeIsClosedAndNothingIsMadeThereafter() throws Exception {
		CosmosConnecting connecting = new CosmosConnecting("db", () -> this.calls);
		connecting.get();
		connecting.close();
		connecting.close();
		assertThat(this.closed).hasValue(1);
		assertThatIllegalStateException().isThrownBy(connecting::get);
	}

	@Test
	void whatIsMadeTooLateIsClosed() {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch held = new CountDownLatch(1);
		CosmosConnecting connecting = new CosmosConnecting("db", () -> {
			begun.countDown();
			boolean released = false;
			while (!released) {
				try {
					held.await();
					released = true;
				}
				catch (InterruptedException ex) {
					// As a client does that is about to be ready.
				}
			}
			return this.calls;
		});
		Thread waiter = new Thread(() -> {
			try {
				connecting.get();
			}
			catch (Exception ex) {
				// Closed meanwhile.
			}
		});
		waiter.start();
		Awaitility.await().until(() -> begun.getCount() == 0);
		connecting.close();
		held.countDown();
		Awaitility.await().untilAtomic(this.closed, org.hamcrest.Matchers.is(1));
	}

	private record FakeCalls(AtomicInteger closed) implements CosmosCalls {

		@Override
		public FeedResponse<CosmosContainerProperties> containers() {
			return null;
		}

		@Override
		public List<FeedRange> partitions(String container) {
			return null;
		}

		@Override
		public FeedResponse<?> changes(String container, CosmosChangeFeedRequestOptions options) {
			return null;
		}

		@Override
		public CosmosItemResponse<?> upsert(String container, Map<String, ?> item, CosmosItemRequestOptions options) {
			return null;
		}

		@Override
		public void close() {
			this.closed.incrementAndGet();
		}

	}

}
