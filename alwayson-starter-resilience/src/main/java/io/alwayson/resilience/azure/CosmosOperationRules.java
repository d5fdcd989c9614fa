package io.alwayson.resilience.azure;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import com.azure.cosmos.CosmosEndToEndOperationLatencyPolicyConfig;
import com.azure.cosmos.CosmosEndToEndOperationLatencyPolicyConfigBuilder;
import com.azure.cosmos.CosmosOperationPolicy;
import com.azure.cosmos.CosmosRequestContext;
import com.azure.cosmos.ThresholdBasedAvailabilityStrategy;
import com.azure.cosmos.ThrottlingRetryOptions;
import com.azure.cosmos.models.CosmosOperationDetails;
import com.azure.cosmos.models.CosmosRequestOptions;
import io.alwayson.resilience.Corridor;
import io.alwayson.workload.ResiliencePolicy;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.Deadline;
import io.alwayson.workload.context.WorkloadContext;
import org.jspecify.annotations.Nullable;

/**
 * Tells the SDK, which owns the retries, for each operation how much time it has, which
 * regions it leaves out, and whether and when it may ask a second region. What the
 * application says in its own request options wins.
 */
final class CosmosOperationRules implements CosmosOperationPolicy {

	private static final Set<String> READS = Set.of("Read", "Query", "ReadFeed");

	/** Bulk has its own pace; within a call it is one of ours. */
	private static final String BATCH = "Batch";

	/** The SDK ends an operation a little before we would, and says what it asked. */
	private static final Duration AHEAD = Duration.ofMillis(20);

	/**
	 * Another region is tens of milliseconds away: sooner, asking it brings load alone.
	 */
	private static final Duration FAR = Duration.ofMillis(50);

	private static final Duration SHORTEST = Duration.ofMillis(1);

	private final CosmosRoutes.InAccount account;

	private final ThrottlingRetryOptions throttling;

	/**
	 * Creates the rules.
	 * @param account what is declared in it
	 * @param throttling the client's, which reads them anew for each request
	 */
	CosmosOperationRules(CosmosRoutes.InAccount account, ThrottlingRetryOptions throttling) {
		this.account = account;
		this.throttling = throttling;
	}

	@Override
	public void process(CosmosOperationDetails details) {
		CallContext context = WorkloadContext.current();
		var about = details.getDiagnosticsContext();
		CosmosRoute route = this.account.find(about.getDatabaseName(), about.getContainerName());
		if (context.probe() || route == null) {
			return;
		}
		Corridor corridor = route.corridor();
		boolean read = READS.contains(about.getOperationType());
		boolean call = context.isAttemptAt(corridor.dependency().name());
		CosmosRequestContext asked = details.getRequestContext();
		CosmosRequestOptions options = new CosmosRequestOptions();
		if (read && asked.getExcludedRegions() == null) {
			options.setExcludeRegions(leftOut(route));
		}
		if (asked.getCosmosEndToEndLatencyPolicyConfig() == null && (call || !BATCH.equals(about.getOperationType()))) {
			options.setCosmosEndToEndLatencyPolicyConfig(
					latency(route, about.getOperationType(), context.deadline(), read && context.attempt() <= 1));
		}
		details.setRequestOptions(options);
		boolean retries = corridor.clientMayRetry();
		this.throttling.setMaxRetryAttemptsOnThrottledRequests(
				retries ? throttlingRetries(corridor.dependency().resilience()) : 0);
	}

	/** A request beside a throttled one counts too. */
	private static int throttlingRetries(ResiliencePolicy policy) {
		return Math.max(0, policy.maxAttempts() - ((policy.hedge() != null) ? 2 : 1));
	}

	private static @Nullable List<String> leftOut(CosmosRoute route) {
		List<String> regions = route.regions().leftOut();
		// A trial must not make anybody wait: it is hedged, or there is none.
		return (regions.isEmpty() || (route.takesTrial() && route.corridor().clientMayHedge())) ? null : regions;
	}

	private static CosmosEndToEndOperationLatencyPolicyConfig latency(CosmosRoute route, String kind,
			@Nullable Deadline due, boolean hedged) {
		Corridor corridor = route.corridor();
		ResiliencePolicy policy = corridor.dependency().resilience();
		Duration left = policy.deadline();
		if (due != null) {
			Duration remaining = Duration.ofNanos(due.nanoTime() - corridor.now());
			left = (remaining.compareTo(left) < 0) ? remaining : left;
		}
		left = left.minus(AHEAD);
		CosmosEndToEndOperationLatencyPolicyConfigBuilder builder = new CosmosEndToEndOperationLatencyPolicyConfigBuilder(
				(left.compareTo(SHORTEST) > 0) ? left : SHORTEST);
		if (hedged && policy.hedge() != null && corridor.clientMayHedge()) {
			// One region more, not all of them: the next would come after the deadline.
			builder.availabilityStrategy(new ThresholdBasedAvailabilityStrategy(
					slowAfter(route, kind, policy.hedge().maxDelay()), policy.deadline()));
		}
		return builder.build();
	}

	private static Duration slowAfter(CosmosRoute route, String kind, Duration longest) {
		Duration delay = route.slowAfter(kind, longest);
		return (delay.compareTo(FAR) < 0 && FAR.compareTo(longest) < 0) ? FAR : delay;
	}

}
