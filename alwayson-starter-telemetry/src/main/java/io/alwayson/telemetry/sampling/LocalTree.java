package io.alwayson.telemetry.sampling;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.ReadableSpan;
import org.jspecify.annotations.Nullable;

/**
 * The spans below one local root, held until it is decided what becomes of them. Its own
 * lock guards it: spans of one root end on several threads.
 */
final class LocalTree {

	/** The order in which roots began. */
	private final long number;

	private final boolean sampled;

	private final Set<String> live = new HashSet<>(4);

	private List<ReadableSpan> held = new ArrayList<>(4);

	private boolean decided;

	private @Nullable Attributes marks;

	/**
	 * Creates a tree without spans.
	 * @param sampled whether the sampler took the root
	 */
	LocalTree(long number, boolean sampled) {
		this.number = number;
		this.sampled = sampled;
	}

	long number() {
		return this.number;
	}

	boolean isSampled() {
		return this.sampled;
	}

	synchronized void began(String spanId) {
		this.live.add(spanId);
	}

	/**
	 * Takes a span that ended.
	 * @return whether it is held; else {@link #marks()} say what becomes of it
	 */
	synchronized boolean hold(ReadableSpan span) {
		this.live.remove(span.getSpanContext().getSpanId());
		return !this.decided && this.held.add(span);
	}

	synchronized List<ReadableSpan> held() {
		return List.copyOf(this.held);
	}

	synchronized int size() {
		return this.held.size();
	}

	/** Spans that have begun and not ended. */
	synchronized List<String> live() {
		return List.copyOf(this.live);
	}

	/**
	 * Decides, for what is held and what is still to end. Only the first decision counts.
	 * @param marks attributes to add to what goes to the sinks; {@code null} if none does
	 * @return what was held until now
	 */
	synchronized List<ReadableSpan> decide(@Nullable Attributes marks) {
		List<ReadableSpan> released = this.held;
		this.held = List.of();
		if (!this.decided) {
			this.decided = true;
			this.marks = marks;
		}
		return released;
	}

	/** What was decided. */
	synchronized @Nullable Attributes marks() {
		return this.marks;
	}

}
