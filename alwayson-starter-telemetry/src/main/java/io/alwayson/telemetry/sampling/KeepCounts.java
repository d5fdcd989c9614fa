package io.alwayson.telemetry.sampling;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * What became of local roots that matter. Thread-safe.
 */
public final class KeepCounts {

	private final Map<KeepReason, LongAdder> kept = new EnumMap<>(KeepReason.class);

	private final LongAdder refused = new LongAdder();

	private final LongAdder cut = new LongAdder();

	/** Creates counts of nothing. */
	public KeepCounts() {
		for (KeepReason reason : KeepReason.values()) {
			this.kept.put(reason, new LongAdder());
		}
	}

	void kept(KeepReason reason) {
		add(this.kept.get(reason));
	}

	void refused() {
		this.refused.increment();
	}

	void cut() {
		this.cut.increment();
	}

	/** Local roots that were kept for that reason. */
	public long count(KeepReason reason) {
		LongAdder count = this.kept.get(reason);
		return (count != null) ? count.sum() : 0;
	}

	/** Local roots that mattered and were too many. */
	public long countRefused() {
		return this.refused.sum();
	}

	/** Local roots that were let go before they ended, because too much was held. */
	public long countCut() {
		return this.cut.sum();
	}

	private static void add(@Nullable LongAdder count) {
		if (count != null) {
			count.increment();
		}
	}

}
