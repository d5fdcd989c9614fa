package io.alwayson.samples.archetype;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process that writes to a log of its own, has a time limit, and leaves nothing behind.
 */
final class ChildProcess implements AutoCloseable {

	private static final int SHOWN = 8000;

	private final Process process;

	private final Path log;

	private ChildProcess(Process process, Path log) {
		this.process = process;
		this.log = log;
	}

	static ChildProcess start(List<String> command, Path directory, Map<String, String> environment, Path log)
			throws IOException {
		Files.createDirectories(log.getParent());
		ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile());
		builder.environment().putAll(environment);
		Process process = builder.start();
		process.getOutputStream().close();
		return new ChildProcess(process, log);
	}

	/** Waits for the end, and returns the exit code. */
	int await(Duration limit) throws InterruptedException {
		if (!this.process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
			close();
			throw new AssertionError("Not finished within " + limit + ": " + tail());
		}
		return this.process.exitValue();
	}

	/** Asks the process to stop, as Kubernetes does. */
	void terminate() {
		this.process.destroy();
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	String output() {
		try {
			return new String(Files.readAllBytes(this.log), Charset.defaultCharset());
		}
		catch (IOException ex) {
			return "(no output: " + ex.getMessage() + ")";
		}
	}

	/** The end of the output, for messages. */
	String tail() {
		String output = output();
		return this.log + "\n" + output.substring(Math.max(0, output.length() - SHOWN));
	}

	@Override
	public void close() {
		this.process.descendants().forEach(ProcessHandle::destroyForcibly);
		this.process.destroyForcibly().onExit().join();
	}

}
