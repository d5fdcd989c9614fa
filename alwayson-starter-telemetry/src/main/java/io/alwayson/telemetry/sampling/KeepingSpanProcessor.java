package io.alwayson.telemetry.sampling;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.alwayson.telemetry.TelemetryNames;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of the sinks and decides for each local root, once it has ended,
 * whether its spans go there: those that matter and those that were sampled. What ends
 * later follows that decision. Holds a bounded number of spans; beyond it the oldest root
 * is let go as it was sampled.
 */
public final class KeepingSpanProcessor implements SpanProcessor {

	private static final AttributeKey<String> KEPT = AttributeKey.stringKey(TelemetryNames.KEPT);

	private static final AttributeKey<Double> WEIGHT = AttributeKey.doubleKey(TelemetryNames.SAMPLE_WEIGHT);

	/** Of one root. */
	private static final int MOST_SPANS = 500;

	/** Of all, a few dozen megabytes. */
	private static final int MOST_HELD = 20_000;

	private static final int MOST_ROOTS = 10_000;

	/** Ones that never end would be tracked for ever. */
	private static final int MOST_TRACKED = 100_000;

	private final SpanProcessor sinks;

	private final KeepRules rules;

	private final KeepLimit limit;

	private final KeepCounts counts;

	/** Of what is there because it was sampled. */
	private final Attributes weight;

	private final Map<String, LocalTree> spans = new ConcurrentHashMap<>();

	private final ConcurrentSkipListMap<Long, LocalTree> roots = new ConcurrentSkipListMap<>();

	private final AtomicLong numbers = new AtomicLong();

	private final AtomicInteger rootCount = new AtomicInteger();

	private final AtomicInteger held = new AtomicInteger();

	/**
	 * Creates a processor.
	 * @param sinks where spans go
	 * @param probability of the sampler, for the weight of what it took: {@code 1/p}
	 */
	public KeepingSpanProcessor(SpanProcessor sinks, KeepRules rules, KeepLimit limit, KeepCounts counts,
			double probability) {
		this.sinks = sinks;
		this.rules = rules;
		this.limit = limit;
		this.counts = counts;
		this.weight = (probability > 0 && probability < 1) ? Attributes.of(WEIGHT, 1 / probability)
				: Attributes.empty();
	}

	@Override
	public void onStart(Context parentContext, ReadWriteSpan span) {
		SpanContext parent = Span.fromContext(parentContext).getSpanContext();
		if (this.spans.size() >= MOST_TRACKED) {
			this.counts.cut();
			return;
		}
		LocalTree tree = isLocal(parent) ? this.spans.get(parent.getSpanId()) : begin(span);
		if (tree != null) {
			String id = span.getSpanContext().getSpanId();
			tree.began(id);
			this.spans.put(id, tree);
		}
	}

	private static boolean isLocal(SpanContext parent) {
		return parent.isValid() && !parent.isRemote();
	}

	private LocalTree begin(ReadWriteSpan root) {
		LocalTree tree = new LocalTree(this.numbers.incrementAndGet(), root.getSpanContext().isSampled());
		this.roots.put(tree.number(), tree);
		if (this.rootCount.incrementAndGet() > MOST_ROOTS) {
			letOldestGo();
		}
		return tree;
	}

	@Override
	public boolean isStartRequired() {
		return true;
	}

	@Override
	public void onEnd(ReadableSpan span) {
		LocalTree tree = this.spans.remove(span.getSpanContext().getSpanId());
		if (tree == null) {
			send(span, span.getSpanContext().isSampled() ? this.weight : null);
		}
		else if (!tree.hold(span)) {
			send(span, tree.marks());
		}
		else {
			int all = this.held.incrementAndGet();
			if (!isLocal(span.getParentSpanContext())) {
				decide(tree, span);
			}
			else if (tree.size() >= MOST_SPANS) {
				this.counts.cut();
				decide(tree, null);
			}
			else if (all > MOST_HELD) {
				letOldestGo();
			}
		}
	}

	@Override
	public boolean isEndRequired() {
		return true;
	}

	private void decide(LocalTree tree, @Nullable ReadableSpan root) {
		List<SpanData> others = new ArrayList<>();
		for (ReadableSpan span : tree.held()) {
			if (span != root) {
				others.add(span.toSpanData());
			}
		}
		KeepReason reason = this.rules.of((root != null) ? root.toSpanData() : null, others);
		if (reason != null && !this.limit.take()) {
			this.counts.refused();
			reason = null;
		}
		if (reason != null) {
			this.counts.kept(reason);
			release(tree, Attributes.of(KEPT, reason.value()));
		}
		else {
			release(tree, tree.isSampled() ? this.weight : null);
		}
	}

	private void release(LocalTree tree, @Nullable Attributes marks) {
		if (this.roots.remove(tree.number()) != null) {
			this.rootCount.decrementAndGet();
		}
		List<ReadableSpan> released = tree.decide(marks);
		this.held.addAndGet(-released.size());
		released.forEach((span) -> send(span, tree.marks()));
	}

	/** A root that never ends may be the reason, so its spans are forgotten. */
	private void letOldestGo() {
		Map.Entry<Long, LocalTree> oldest = this.roots.firstEntry();
		if (oldest != null) {
			this.counts.cut();
			LocalTree tree = oldest.getValue();
			release(tree, tree.isSampled() ? this.weight : null);
			tree.live().forEach(this.spans::remove);
		}
	}

	private void send(ReadableSpan span, @Nullable Attributes marks) {
		if (marks != null) {
			this.sinks.onEnd(marks.isEmpty() && span.getSpanContext().isSampled() ? span : new KeptSpan(span, marks));
		}
	}

	/** Spans that wait for a decision. */
	int held() {
		return this.held.get();
	}

	/** Spans that have begun and not ended. */
	int tracked() {
		return this.spans.size();
	}

	@Override
	public CompletableResultCode forceFlush() {
		return this.sinks.forceFlush();
	}

	/** What has not ended is let go first, as it was sampled. */
	@Override
	public CompletableResultCode shutdown() {
		this.roots.values().forEach((tree) -> release(tree, tree.isSampled() ? this.weight : null));
		return this.sinks.shutdown();
	}

}
