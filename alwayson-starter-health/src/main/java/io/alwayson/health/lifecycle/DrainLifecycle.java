package io.alwayson.health.lifecycle;

import java.time.Duration;

import io.alwayson.health.StampHealthMonitor;
import io.alwayson.workload.HealthSettings;

import org.springframework.context.SmartLifecycle;

/**
 * Holds the stop of the web server back, after Boot has flipped readiness: whoever routes
 * to this process needs that time to notice. Bounded by the delay and by Boot's
 * {@code spring.lifecycle.timeout-per-shutdown-phase}.
 */
public final class DrainLifecycle implements SmartLifecycle {

	/** Stops before the web server's graceful shutdown, which is at 1024 below. */
	static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 512;

	private final StampHealthMonitor monitor;

	private final Duration delay;

	private final boolean refuse;

	private volatile boolean running;

	/** Creates the drain of the given settings. */
	public DrainLifecycle(StampHealthMonitor monitor, HealthSettings settings) {
		this.monitor = monitor;
		this.delay = settings.drainDelay();
		this.refuse = settings.refuseWhileDraining();
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public void stop(Runnable callback) {
		if (this.refuse) {
			this.monitor.drain();
		}
		stop();
		if (this.delay.isZero()) {
			callback.run();
			return;
		}
		Thread thread = new Thread(() -> {
			try {
				Thread.sleep(this.delay.toMillis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			callback.run();
		}, "alwayson-health-drain");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
