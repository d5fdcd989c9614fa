package io.alwayson.resilience;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.alwayson.workload.Dependency;
import io.alwayson.workload.Group;
import io.alwayson.workload.Workload;

/**
 * Keeps at most half of the members of a group refusing at once: members are equivalent,
 * and when nearly all of them fail, refusing them all would turn trouble into an outage.
 * A breaker that opens beyond that lets attempts pass until it closes or opens again.
 */
final class CappedBreakers implements CircuitBreaker.Factory {

	private final Map<String, List<Quota>> quotas = new HashMap<>();

	private final CircuitBreaker.Factory engine;

	CappedBreakers(Workload workload, CircuitBreaker.Factory engine) {
		this.engine = engine;
		Map<Group, Quota> quotaOf = new HashMap<>();
		workload.groups().values().forEach((group) -> quotaOf.put(group, new Quota(group.members().size() / 2)));
		workload.dependencies()
			.keySet()
			.forEach((name) -> this.quotas.put(name,
					workload.groups()
						.values()
						.stream()
						.filter((group) -> group.members().contains(name))
						.map(quotaOf::get)
						.toList()));
	}

	@Override
	public CircuitBreaker create(Dependency dependency, CircuitBreaker.Listener listener) {
		List<Quota> shared = this.quotas.getOrDefault(dependency.name(), List.of());
		return shared.isEmpty() ? this.engine.create(dependency, listener)
				: new Capped(dependency, this.engine, listener, shared);
	}

	/** How many of a group may refuse at once. */
	private static final class Quota {

		private final int most;

		private final AtomicInteger taken = new AtomicInteger();

		Quota(int most) {
			this.most = most;
		}

		boolean tryTake() {
			if (this.taken.incrementAndGet() <= this.most) {
				return true;
			}
			this.taken.decrementAndGet();
			return false;
		}

		void giveBack() {
			this.taken.decrementAndGet();
		}

	}

	/** The breaker of a member. */
	private static final class Capped implements CircuitBreaker {

		private final CircuitBreaker breaker;

		private final Listener listener;

		private final List<Quota> quotas;

		private volatile boolean mayRefuse;

		private volatile boolean forcedOpen;

		Capped(Dependency dependency, Factory engine, Listener listener, List<Quota> quotas) {
			this.listener = listener;
			this.quotas = quotas;
			this.breaker = engine.create(dependency, this::onChange);
		}

		/** Changes are told one at a time. */
		private void onChange(State state, Duration openFor) {
			if (state == State.OPEN && !this.mayRefuse) {
				this.mayRefuse = tryTakeAll();
			}
			else if (state == State.CLOSED && this.mayRefuse) {
				this.mayRefuse = false;
				this.quotas.forEach(Quota::giveBack);
			}
			this.listener.onChange(state, openFor);
		}

		private boolean tryTakeAll() {
			for (int index = 0; index < this.quotas.size(); index++) {
				if (!this.quotas.get(index).tryTake()) {
					this.quotas.subList(0, index).forEach(Quota::giveBack);
					return false;
				}
			}
			return true;
		}

		@Override
		public Permit tryAcquire() {
			Permit permit = this.breaker.tryAcquire();
			return (permit == Permit.REFUSED && !this.mayRefuse && !this.forcedOpen) ? Permit.UNCOUNTED : permit;
		}

		@Override
		public void onSuccess(long durationNanos) {
			this.breaker.onSuccess(durationNanos);
		}

		@Override
		public void onFailure(long durationNanos) {
			this.breaker.onFailure(durationNanos);
		}

		@Override
		public void release() {
			this.breaker.release();
		}

		@Override
		public State state() {
			return this.breaker.state();
		}

		@Override
		public void forceOpen() {
			// The operator knows what the cap cannot.
			this.forcedOpen = true;
			this.breaker.forceOpen();
		}

		@Override
		public void forceClosed() {
			this.breaker.forceClosed();
			this.forcedOpen = false;
		}

		@Override
		public void automatic() {
			this.breaker.automatic();
			this.forcedOpen = false;
		}

	}

}
