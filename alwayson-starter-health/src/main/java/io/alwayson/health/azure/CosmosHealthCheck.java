package io.alwayson.health.azure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;

import com.azure.cosmos.CosmosDiagnostics;
import com.azure.cosmos.CosmosEndToEndOperationLatencyPolicyConfigBuilder;
import com.azure.cosmos.CosmosException;
import com.azure.cosmos.ReadConsistencyStrategy;
import com.azure.cosmos.models.CosmosChangeFeedRequestOptions;
import com.azure.cosmos.models.CosmosContainerProperties;
import com.azure.cosmos.models.CosmosItemRequestOptions;
import com.azure.cosmos.models.CosmosItemResponse;
import com.azure.cosmos.models.FeedRange;
import com.azure.cosmos.models.FeedResponse;
import io.alwayson.health.HealthCheck;
import io.alwayson.health.ProbeCost;
import io.alwayson.health.Proof;
import io.alwayson.health.Reasons;
import io.alwayson.workload.FailureScope;
import io.alwayson.workload.Stamp;
import io.alwayson.workload.Target;
import io.alwayson.workload.context.CallOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Reads the end of one partition's change feed, where nothing is, in the stamp's own
 * region alone.
 *
 * <p>
 * Only a replica of the partition can answer that, so it proves more than the container's
 * properties, which a gateway has and which cannot be pinned to a region by request; it
 * needs no document, so it never finds one missing; and it is the smallest charge that
 * there is. The SDK says which regions it has contacted: any other than the pinned one
 * and the answer proves nothing.
 */
final class CosmosHealthCheck implements HealthCheck {

	/** Far from the interval of any check; where the container keeps to it. */
	private static final int TIME_TO_LIVE_SECONDS = 24 * 60 * 60;

	private static final String WRITE = "WRITE_";

	private static final Answer NOT_FOUND = AzureAnswers.of(404);

	private static final String OTHER_REGION = "OTHER_REGION";

	private final Target.Cosmos target;

	private final Stamp stamp;

	private final Duration timeout;

	private final CosmosConnecting connecting;

	private final @Nullable CosmosAccount account;

	private final LongSupplier nanoTime;

	private volatile AccountRegions regions = AccountRegions.UNKNOWN;

	private volatile @Nullable Partition partition;

	private volatile ProbeCost cost;

	/**
	 * Creates the check.
	 * @param target what is declared
	 * @param stamp whose region is checked
	 * @param timeout of a run
	 * @param connecting gives the client
	 * @param account tells the regions, or {@code null} where it does not matter which
	 * one answers
	 * @param nanoTime as {@link System#nanoTime()}
	 */
	CosmosHealthCheck(Target.Cosmos target, Stamp stamp, Duration timeout, CosmosConnecting connecting,
			@Nullable CosmosAccount account, LongSupplier nanoTime) {
		this.target = target;
		this.stamp = stamp;
		this.timeout = timeout;
		this.connecting = connecting;
		this.account = account;
		this.nanoTime = nanoTime;
		this.cost = ProbeCost.requests(target.writeProbe() ? 2 : 1);
	}

	/** What the account has charged for the last run that went well. */
	@Override
	public ProbeCost cost() {
		return this.cost;
	}

	/** Reads that the same region has answered; nothing proves a write but a write. */
	@Override
	public Proof proves() {
		String pinned = this.regions.pinnedFor(this.stamp.region());
		return (pinned == null || this.target.writeProbe()) ? Proof.NOTHING
				: Proof.of(CallOutcome.Operation.READ).in(pinned);
	}

	@Override
	public @Nullable FailureScope scope() {
		return this.regions.scopeFor(this.stamp.region());
	}

	@Override
	public Answer check() throws Exception {
		try {
			return ask();
		}
		catch (RuntimeException ex) {
			// Also where the client is made, for which there must be a token.
			if (AzureAnswers.isNoToken(ex)) {
				return AzureAnswers.NO_TOKEN;
			}
			throw ex;
		}
	}

	private Answer ask() throws Exception {
		long start = this.nanoTime.getAsLong();
		CosmosCalls calls = this.connecting.get();
		if (calls == null) {
			return AzureAnswers.NO_CREDENTIAL;
		}
		calls.renewToken();
		AccountRegions known = (this.account != null) ? this.account.regions() : AccountRegions.UNKNOWN;
		this.regions = known;
		String pinned = known.pinnedFor(this.stamp.region());
		List<String> others = (pinned != null) ? known.othersThan(pinned) : List.of();
		try {
			Partition asked = partition(calls);
			if (asked == null) {
				return Answer.inconclusive("NO_CONTAINER");
			}
			FeedResponse<?> end = Objects.requireNonNull(calls.changes(asked.container(), endOf(asked, others)));
			Answer elsewhere = elsewhere(end.getCosmosDiagnostics(), pinned);
			if (elsewhere != null) {
				return elsewhere;
			}
			Duration left = this.timeout.minusNanos(this.nanoTime.getAsLong() - start);
			return this.target.writeProbe()
					? write(calls, asked, known.writeRegionOf(pinned), others, left, end.getRequestCharge())
					: charged(end.getRequestCharge());
		}
		catch (CosmosException ex) {
			Answer failed = answerOf(ex);
			if (NOT_FOUND.equals(failed)) {
				// There may be another one of its name by the next run.
				this.partition = null;
			}
			return failed;
		}
	}

	private @Nullable Partition partition(CosmosCalls calls) {
		Partition existing = this.partition;
		if (existing == null) {
			String container = (this.target.container() != null) ? this.target.container() : anyOf(calls.containers());
			if (container == null) {
				return null;
			}
			existing = new Partition(container, Objects.requireNonNull(calls.partitions(container)).get(0));
			this.partition = existing;
		}
		return existing;
	}

	private static @Nullable String anyOf(@Nullable FeedResponse<CosmosContainerProperties> page) {
		return (page == null || page.getResults().isEmpty()) ? null : page.getResults().get(0).getId();
	}

	private static CosmosChangeFeedRequestOptions endOf(Partition partition, List<String> others) {
		// Any replica's answer will do: one that lags would send the SDK elsewhere.
		return CosmosChangeFeedRequestOptions.createForProcessingFromNow(partition.range())
			.setMaxItemCount(1)
			.setReadConsistencyStrategy(ReadConsistencyStrategy.EVENTUAL)
			.setExcludedRegions(others);
	}

	/** What it means if not exactly the pinned region has answered, else {@code null}. */
	private @Nullable Answer elsewhere(CosmosDiagnostics diagnostics, @Nullable String pinned) {
		Set<String> contacted = diagnostics.getContactedRegionNames();
		if (this.account == null || isBy(contacted, (pinned != null) ? pinned : this.stamp.region())) {
			return null;
		}
		return (pinned != null) ? Answer.down(OTHER_REGION) : Answer.inconclusive("REGIONS_UNKNOWN");
	}

	/**
	 * A failed write moves traffic only if writes are pinned too: else every stamp's go
	 * to the same region. So a write must end before the run does, whose end would count
	 * against the region.
	 */
	private Answer write(CosmosCalls calls, Partition partition, @Nullable String pinned, List<String> others,
			Duration left, double readCharge) {
		Duration limit = left.minus(this.timeout.dividedBy(10));
		if (limit.isNegative() || limit.isZero()) {
			return Answer.slow(WRITE + "SKIPPED");
		}
		CosmosItemRequestOptions options = new CosmosItemRequestOptions().setContentResponseOnWriteEnabled(false)
			.setExcludedRegions((pinned != null) ? others : List.of())
			.setCosmosEndToEndOperationLatencyPolicyConfig(
					new CosmosEndToEndOperationLatencyPolicyConfigBuilder(limit).build());
		try {
			CosmosItemResponse<?> response = Objects.requireNonNull(calls.upsert(partition.container(),
					Map.of("id", "alwayson-health-" + this.stamp.id(), "ttl", TIME_TO_LIVE_SECONDS), options));
			boolean elsewhere = pinned != null && !isBy(response.getDiagnostics().getContactedRegionNames(), pinned);
			return elsewhere ? Answer.down(WRITE + OTHER_REGION) : charged(readCharge + response.getRequestCharge());
		}
		catch (CosmosException ex) {
			Answer failed = answerOf(ex);
			return new Answer(failed.status(), WRITE + failed.reason(), pinned != null && failed.evicts());
		}
	}

	/** Statuses of the service, and of the SDK for what has not reached it. */
	private static Answer answerOf(CosmosException failure) {
		if (AzureAnswers.isNoToken(failure)) {
			return AzureAnswers.NO_TOKEN;
		}
		if (failure.getStatusCode() == 408) {
			return Answer.down("TIMEOUT");
		}
		String reason = Reasons.of(failure);
		return reason.equals(Reasons.ERROR) ? AzureAnswers.of(failure.getStatusCode()) : Answer.down(reason);
	}

	private Answer charged(double requestUnits) {
		this.cost = this.cost.withRequestUnits(requestUnits);
		return Answer.up();
	}

	/** Whether that region has answered and no other was asked. */
	static boolean isBy(Set<String> contacted, String pinned) {
		return contacted.size() == 1 && AccountRegions.isSame(contacted.iterator().next(), pinned);
	}

	/** What is asked: one of the container's partitions. */
	private record Partition(String container, FeedRange range) {
	}

}
