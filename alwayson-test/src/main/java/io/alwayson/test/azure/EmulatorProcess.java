package io.alwayson.test.azure;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An emulator's process, from the line in which it says where it listens to its end.
 */
final class EmulatorProcess implements AutoCloseable {

	private static final Duration END = Duration.ofSeconds(5);

	private static final int KEPT_LINES = 20;

	private final String name;

	private final Process process;

	private final Thread hook;

	private final Deque<String> lastLines = new ArrayDeque<>();

	private final CompletableFuture<URI> address = new CompletableFuture<>();

	private EmulatorProcess(String name, Process process) {
		this.name = name;
		this.process = process;
		this.hook = new Thread(process::destroyForcibly, "alwayson-" + name + "-end");
	}

	/**
	 * Starts the process and waits until it listens.
	 * @param name for threads and messages
	 * @param command what to run; its standard input ends with this JVM
	 * @param listens matches the line of output that has the address, or host and port,
	 * as its group 1
	 * @param limit how long the start may take
	 * @return the running process
	 * @throws IllegalStateException if it does not come to listen
	 */
	static EmulatorProcess start(String name, List<String> command, Pattern listens, Duration limit) {
		try {
			EmulatorProcess emulator = new EmulatorProcess(name,
					new ProcessBuilder(command).redirectErrorStream(true).start());
			Runtime.getRuntime().addShutdownHook(emulator.hook);
			Thread reader = new Thread(() -> emulator.read(listens), "alwayson-" + name + "-output");
			reader.setDaemon(true);
			reader.start();
			emulator.await(limit);
			return emulator;
		}
		catch (IOException ex) {
			throw new IllegalStateException(name + " could not be started.", ex);
		}
	}

	private void await(Duration limit) {
		String failure = null;
		try {
			this.address.get(limit.toNanos(), TimeUnit.NANOSECONDS);
			return;
		}
		catch (ExecutionException ex) {
			failure = "ended before it listened";
		}
		catch (TimeoutException ex) {
			failure = "did not listen within " + limit.toMillis() + " ms";
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			failure = "was interrupted before it listened";
		}
		close();
		synchronized (this.lastLines) {
			throw new IllegalStateException(
					this.name + " " + failure + ". It said: " + String.join(" / ", this.lastLines));
		}
	}

	/** Reads to the end, so that the process never waits for a full pipe. */
	private void read(Pattern listens) {
		try (BufferedReader output = this.process.inputReader()) {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				synchronized (this.lastLines) {
					this.lastLines.add(line);
					if (this.lastLines.size() > KEPT_LINES) {
						this.lastLines.remove();
					}
				}
				Matcher matcher = listens.matcher(line);
				if (matcher.find()) {
					String said = matcher.group(1);
					this.address.complete(URI.create(said.contains("://") ? said : "http://" + said));
				}
			}
			throw new IOException("The output has ended.");
		}
		catch (IOException ex) {
			this.address.completeExceptionally(ex);
		}
	}

	URI address() {
		return this.address.join();
	}

	/** The process and what it started are gone when this returns, or killed. */
	@Override
	public void close() {
		List<ProcessHandle> all = this.process.descendants().toList();
		this.process.destroy();
		try {
			if (!this.process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
				this.process.destroyForcibly().waitFor(END.toMillis(), TimeUnit.MILLISECONDS);
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
		all.forEach(ProcessHandle::destroyForcibly);
		try {
			Runtime.getRuntime().removeShutdownHook(this.hook);
		}
		catch (IllegalStateException ex) {
			// The JVM is ending: the hook runs.
		}
	}

}
