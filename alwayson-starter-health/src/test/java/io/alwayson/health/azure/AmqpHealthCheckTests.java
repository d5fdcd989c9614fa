package io.alwayson.health.azure;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import io.alwayson.health.CheckResult;
import io.alwayson.health.HealthCheck.Answer;
import io.alwayson.health.ProbeCost;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AmqpHealthCheck} and {@link KeptProbe}.
 */
class AmqpHealthCheckTests {

	private static final RuntimeException UNAUTHORIZED = new AmqpException(false,
			AmqpErrorCondition.UNAUTHORIZED_ACCESS, "no", null);

	private final Service listening = new Service();

	private final Service sending = new Service();

	/** Closes when it is told to. */
	private final Deque<Runnable> closing = new ArrayDeque<>();

	private final KeptProbe kept = new KeptProbe(this.listening, this.closing::add);

	private final AmqpHealthCheck check = new AmqpHealthCheck(this.kept,
			AmqpProbes.eachNew(this.sending, this.closing::add));

	@Test
	void aConnectionThatWorksIsKept() {
		assertThat(this.check.check()).isEqualTo(Answer.up());
		assertThat(this.check.check()).isEqualTo(Answer.up());
		assertThat(this.listening.made).hasSize(1);
		assertThat(this.sending.made).isEmpty();
		assertThat(this.check.cost()).isEqualTo(ProbeCost.requests(1));
	}

	@Test
	void aConnectionThatHasFailedIsReplacedAndClosedElsewhere() {
		this.listening.failure = new AmqpException(true, AmqpErrorCondition.PROTON_IO, "gone", null);
		assertThat(this.check.check()).isEqualTo(Answer.down("CONNECT_FAILED"));
		assertThat(this.listening.closed).hasValue(0);
		this.closing.remove().run();
		assertThat(this.listening.closed).hasValue(1);
		this.listening.failure = null;
		assertThat(this.check.check()).isEqualTo(Answer.up());
		assertThat(this.listening.made).hasSize(2);
	}

	@Test
	void whoMayOnlySendIsAskedForALinkAndIsRemembered() {
		this.listening.failure = UNAUTHORIZED;
		assertThat(this.check.check()).isEqualTo(Answer.up());
		assertThat(this.check.check()).isEqualTo(Answer.up());
		assertThat(this.listening.made).hasSize(1);
		assertThat(this.check.cost()).isEqualTo(ProbeCost.requests(2));
	}

	@Test
	void aLinkIsNewEachTimeAndIsClosed() {
		AmqpHealthCheck topic = new AmqpHealthCheck(null, AmqpProbes.eachNew(this.sending, Runnable::run));
		assertThat(topic.check()).isEqualTo(Answer.up());
		this.sending.failure = new AmqpException(false, AmqpErrorCondition.NOT_FOUND, "no", null);
		assertThat(topic.check()).isEqualTo(Answer.down("NOT_FOUND"));
		assertThat(this.sending.made).hasSize(2);
		assertThat(this.sending.closed).hasValue(2);
	}

	@Test
	void whoLosesTheRightToSendIsAskedToListenAgain() {
		this.listening.failure = UNAUTHORIZED;
		this.check.check();
		this.sending.failure = UNAUTHORIZED;
		assertThat(this.check.check()).isEqualTo(Answer.down("UNAUTHORIZED"));
		this.listening.failure = null;
		assertThat(this.check.check()).isEqualTo(Answer.up());
		assertThat(this.check.cost()).isEqualTo(ProbeCost.requests(1));
	}

	@Test
	void withoutACredentialNothingIsLearned() {
		AmqpProbes noLink = AmqpProbes.eachNew(() -> null, Runnable::run);
		AmqpHealthCheck none = new AmqpHealthCheck(new KeptProbe(() -> null, Runnable::run), noLink);
		assertThat(none.check().status()).isEqualTo(CheckResult.Status.INCONCLUSIVE);
		assertThat(new AmqpHealthCheck(null, noLink).check().reason()).isEqualTo("NO_CREDENTIAL");
	}

	@Test
	void twoRunsThatFailOnOneConnectionCloseItOnce() {
		AmqpProbe probe = this.kept.get();
		this.kept.giveBack(probe, false);
		this.kept.giveBack(probe, false);
		assertThat(this.closing).hasSize(1);
		AmqpProbe next = this.kept.get();
		this.kept.giveBack(probe, false);
		assertThat(this.kept.get()).isSameAs(next);
	}

	@Test
	void aRunThatIsLateKeepsTheConnectionThatIsThere() {
		AtomicInteger round = new AtomicInteger();
		AtomicInteger closed = new AtomicInteger();
		List<KeptProbe> raced = new ArrayList<>();
		KeptProbe race = new KeptProbe(() -> {
			if (round.incrementAndGet() == 1) {
				raced.get(0).get();
			}
			return AmqpProbe.of(() -> {
			}, closed::incrementAndGet);
		}, Runnable::run);
		raced.add(race);
		assertThat(race.get()).isSameAs(race.get());
		assertThat(round).hasValue(2);
		assertThat(closed).hasValue(1);
	}

	@Test
	void nothingIsMadeAfterTheEnd() {
		this.check.check();
		this.kept.close();
		assertThat(this.closing).hasSize(1);
		assertThat(this.check.check().reason()).isEqualTo("NO_CREDENTIAL");
		assertThat(this.listening.made).hasSize(1);
	}

	private static final class Service implements Supplier<@Nullable AmqpProbe> {

		private final List<AmqpProbe> made = new ArrayList<>();

		private final AtomicInteger closed = new AtomicInteger();

		private @Nullable RuntimeException failure;

		@Override
		public AmqpProbe get() {
			AmqpProbe probe = AmqpProbe.of(() -> {
				if (this.failure != null) {
					throw this.failure;
				}
			}, this.closed::incrementAndGet);
			this.made.add(probe);
			return probe;
		}

	}

}
