package io.alwayson.health.azure;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * One probe, made when it is needed and kept while it works. A client that has failed may
 * wait for its own recovery, which would keep a dependency down after its end: it is
 * dropped, and the next run makes a new one. Thread-safe.
 */
final class KeptProbe implements AmqpProbes, AutoCloseable {

	private final Supplier<@Nullable AmqpProbe> maker;

	private final Executor closer;

	private final AtomicReference<@Nullable AmqpProbe> kept = new AtomicReference<>();

	private volatile boolean closed;

	/**
	 * Creates it, and no probe yet.
	 * @param maker gives a probe, or {@code null} if there can be none
	 * @param closer closes what was dropped, away from the check
	 */
	KeptProbe(Supplier<@Nullable AmqpProbe> maker, Executor closer) {
		this.maker = maker;
		this.closer = closer;
	}

	@Override
	public @Nullable AmqpProbe get() {
		AmqpProbe existing = this.kept.get();
		if (existing != null || this.closed) {
			return existing;
		}
		AmqpProbe made = this.maker.get();
		if (made == null) {
			return null;
		}
		if (!this.kept.compareAndSet(null, made)) {
			// A replacement beside a stuck run was faster.
			this.closer.execute(made::close);
			return this.kept.get();
		}
		if (this.closed) {
			drop(made);
			return null;
		}
		return made;
	}

	@Override
	public void giveBack(AmqpProbe probe, boolean worked) {
		if (!worked) {
			drop(probe);
		}
	}

	/** Closes the probe, unless another run has replaced it already. */
	private void drop(AmqpProbe failed) {
		if (this.kept.compareAndSet(failed, null)) {
			this.closer.execute(failed::close);
		}
	}

	/** Closes the probe, if there is one, and makes none any more. */
	@Override
	public void close() {
		this.closed = true;
		AmqpProbe last = this.kept.get();
		if (last != null) {
			drop(last);
		}
	}

}
