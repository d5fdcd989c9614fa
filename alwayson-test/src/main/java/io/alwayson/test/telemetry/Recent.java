package io.alwayson.test.telemetry;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;

/**
 * The most recent records, the oldest leave first. Thread-safe.
 *
 * @param <T> the records' type
 */
final class Recent<T> {

	static final int CAPACITY = 10_000;

	private final ArrayDeque<T> records = new ArrayDeque<>();

	synchronized void addAll(Collection<T> added) {
		for (T one : added) {
			if (this.records.size() == CAPACITY) {
				this.records.removeFirst();
			}
			this.records.addLast(one);
		}
	}

	synchronized List<T> list() {
		return List.copyOf(this.records);
	}

	synchronized void clear() {
		this.records.clear();
	}

}
