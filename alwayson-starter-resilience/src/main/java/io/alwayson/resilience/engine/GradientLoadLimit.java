package io.alwayson.resilience.engine;

import java.util.concurrent.TimeUnit;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import com.netflix.concurrency.limits.limit.WindowedLimit;
import io.alwayson.resilience.inbound.LoadLimit;

/**
 * A limit that follows the ratio of the average latency of a minute or two to the present
 * one (Netflix concurrency-limits, {@code Gradient2Limit}): it grows while requests take
 * as long as they usually do, and shrinks when they take half as long again. Averages,
 * since one process answers quick and slow requests.
 */
public final class GradientLoadLimit implements LoadLimit {

	/** Below, chance alone would refuse requests. */
	private static final int MIN = 10;

	private static final int INITIAL = 20;

	private static final int MAX = 1000;

	private static final long WINDOW_MILLIS = 250;

	private static final long LONGEST_WINDOW_MILLIS = 1000;

	private final Limit algorithm = WindowedLimit.newBuilder()
		.minWindowTime(WINDOW_MILLIS, TimeUnit.MILLISECONDS)
		.maxWindowTime(LONGEST_WINDOW_MILLIS, TimeUnit.MILLISECONDS)
		.build(Gradient2Limit.newBuilder().minLimit(MIN).initialLimit(INITIAL).maxConcurrency(MAX).build());

	/** Creates a limit that knows nothing yet. */
	public GradientLoadLimit() {
	}

	@Override
	public int limit() {
		return this.algorithm.getLimit();
	}

	@Override
	public void onAnswer(long startedAt, long durationNanos, int inFlight) {
		this.algorithm.onSample(startedAt, durationNanos, inFlight, false);
	}

}
