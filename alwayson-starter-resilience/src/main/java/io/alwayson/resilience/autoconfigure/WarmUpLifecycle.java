package io.alwayson.resilience.autoconfigure;

import io.alwayson.resilience.WarmUpRun;

import org.springframework.context.SmartLifecycle;

/**
 * Begins warm-up when all beans are there, before the web server takes requests.
 */
final class WarmUpLifecycle implements SmartLifecycle {

	private final WarmUpRun run;

	private volatile boolean running;

	WarmUpLifecycle(WarmUpRun run) {
		this.run = run;
	}

	@Override
	public void start() {
		this.running = true;
		this.run.start();
	}

	@Override
	public void stop() {
		this.running = false;
		this.run.stop();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** Early. */
	@Override
	public int getPhase() {
		return 0;
	}

}
