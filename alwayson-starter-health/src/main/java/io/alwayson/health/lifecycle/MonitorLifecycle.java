package io.alwayson.health.lifecycle;

import io.alwayson.health.StampHealthMonitor;

import org.springframework.context.SmartLifecycle;

/**
 * Starts the monitor with the context and stops it last, so that a verdict that is kept
 * while the process drains does not grow outdated.
 */
public final class MonitorLifecycle implements SmartLifecycle {

	/** The lowest phases start first and stop last. */
	static final int PHASE = Integer.MIN_VALUE + 1024;

	private final StampHealthMonitor monitor;

	/** Creates the lifecycle of the monitor. */
	public MonitorLifecycle(StampHealthMonitor monitor) {
		this.monitor = monitor;
	}

	@Override
	public void start() {
		this.monitor.start();
	}

	@Override
	public void stop() {
		this.monitor.stop();
	}

	@Override
	public boolean isRunning() {
		return this.monitor.isRunning();
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
