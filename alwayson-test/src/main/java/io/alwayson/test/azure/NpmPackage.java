package io.alwayson.test.azure;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A package of npm in one exact version, installed once for each user.
 *
 * @param name the package's name
 * @param version an exact version
 */
record NpmPackage(String name, String version) {

	private static final Duration LIMIT = Duration.ofMinutes(5);

	private static final Duration NODE_LIMIT = Duration.ofSeconds(30);

	/**
	 * Installs the package unless it is there.
	 * @return the directory that holds {@code node_modules}
	 * @throws EmulatorUnavailableException if that is not possible on this machine
	 */
	Path install() throws EmulatorUnavailableException {
		return install(cache(System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home")), "node", Node.npm());
	}

	static Path cache(@Nullable String cacheHome, String userHome) {
		boolean said = cacheHome != null && Path.of(cacheHome).isAbsolute();
		return (said ? Path.of(cacheHome) : Path.of(userHome, ".cache")).resolve("alwayson");
	}

	/** A package with a scope has a slash in its name. */
	private String directory() {
		return this.name.replace('/', '+') + "-" + this.version;
	}

	Path install(Path cache, String node, String npm) throws EmulatorUnavailableException {
		run(List.of(node, "--version"), NODE_LIMIT,
				"Node.js does not run here: install it and npm, and have both on the PATH.");
		Path home = cache.resolve(directory());
		if (Files.isDirectory(home)) {
			return home;
		}
		// A lock of a file has no time limit of its own.
		FutureTask<Path> installation = new FutureTask<>(() -> installLocked(cache, home, npm));
		Thread thread = new Thread(installation, "alwayson-npm-" + this.name);
		thread.setDaemon(true);
		thread.start();
		try {
			return installation.get(LIMIT.plus(NODE_LIMIT).toSeconds(), TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof EmulatorUnavailableException unavailable) ? unavailable
					: unavailable(cache, String.valueOf(ex.getCause()), ex.getCause());
		}
		catch (TimeoutException ex) {
			installation.cancel(true);
			throw unavailable(cache, "another process has been at it for too long", ex);
		}
		catch (InterruptedException ex) {
			installation.cancel(true);
			Thread.currentThread().interrupt();
			throw unavailable(cache, "interrupted", ex);
		}
	}

	private EmulatorUnavailableException unavailable(Path cache, String why, @Nullable Throwable cause) {
		return new EmulatorUnavailableException(
				this.name + " " + this.version + " could not be installed into " + cache + ": " + why + ".", cause);
	}

	private Path installLocked(Path cache, Path home, String npm) throws IOException, EmulatorUnavailableException {
		Files.createDirectories(cache);
		Path lockFile = cache.resolve(directory() + ".lock");
		try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
				FileLock lock = channel.lock()) {
			if (lock.isValid() && !Files.isDirectory(home)) {
				Path staging = Files.createTempDirectory(cache, directory() + "-");
				try {
					run(List.of(npm, "install", "--prefix", staging.toString(), "--no-package-lock", "--no-audit",
							"--no-fund", "--omit=dev", this.name + "@" + this.version), LIMIT,
							this.name + " " + this.version + " could not be installed with npm into " + cache + ".");
					// What stands under its name is whole.
					Files.move(staging, home, StandardCopyOption.ATOMIC_MOVE);
				}
				finally {
					delete(staging);
				}
			}
			return home;
		}
	}

	private static void run(List<String> command, Duration limit, String failure) throws EmulatorUnavailableException {
		Path output = null;
		Process process = null;
		try {
			output = Files.createTempFile("alwayson-", ".log");
			process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(output.toFile())
				.redirectInput(ProcessBuilder.Redirect.from(nothing()))
				.start();
			if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
				throw new EmulatorUnavailableException(failure + " It did not end within " + limit.toSeconds() + " s.",
						null);
			}
			if (process.exitValue() != 0) {
				throw new EmulatorUnavailableException(failure + " It said: " + lastLines(output), null);
			}
		}
		catch (IOException ex) {
			throw new EmulatorUnavailableException(failure, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new EmulatorUnavailableException(failure + " Interrupted.", ex);
		}
		finally {
			if (process != null) {
				process.descendants().forEach(ProcessHandle::destroyForcibly);
				process.destroyForcibly();
			}
			if (output != null) {
				output.toFile().delete();
			}
		}
	}

	private static File nothing() {
		return new File((File.separatorChar == '\\') ? "NUL" : "/dev/null");
	}

	private static String lastLines(Path output) throws IOException {
		List<String> lines = Files.readAllLines(output);
		return String.join(" / ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
	}

	private static void delete(Path directory) throws IOException {
		if (Files.exists(directory)) {
			try (Stream<Path> paths = Files.walk(directory)) {
				for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
					Files.deleteIfExists(path);
				}
			}
		}
	}

}
