package io.alwayson.health.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;

import io.alwayson.health.SwitchReading;
import io.alwayson.health.SwitchStore;
import org.jspecify.annotations.Nullable;

/**
 * The kill switch in a file. It is absent only if its directory can be listed and does
 * not have it: a directory that is gone or cannot be read, and a link that leads nowhere,
 * are a volume in trouble and no answer. Thread-safe.
 */
public final class FileSwitchStore implements SwitchStore {

	private static final String FORBIDDEN = "FORBIDDEN";

	private static final String NO_DIRECTORY = "NO_DIRECTORY";

	private static final String NOT_A_FILE = "NOT_A_FILE";

	private final Path file;

	private final Path directory;

	/**
	 * Creates the store. Opens nothing.
	 * @param file absolute path of the file
	 */
	public FileSwitchStore(Path file) {
		Path parent = file.getParent();
		if (parent == null || !file.isAbsolute()) {
			throw new IllegalArgumentException("Not the absolute path of a file");
		}
		this.file = file;
		this.directory = parent;
	}

	@Override
	public String kind() {
		return "file";
	}

	@Override
	public SwitchReading read() throws IOException {
		try {
			// Before it is opened: opening a pipe waits for somebody who writes to it.
			if (!Files.readAttributes(this.file, BasicFileAttributes.class).isRegularFile()) {
				return SwitchReading.none(NOT_A_FILE);
			}
			try (InputStream in = Files.newInputStream(this.file)) {
				return SwitchReading.of(in.readNBytes(SwitchReading.MAX_LENGTH + 1));
			}
		}
		catch (NoSuchFileException ex) {
			return readMissing();
		}
		catch (AccessDeniedException ex) {
			return SwitchReading.none(FORBIDDEN);
		}
	}

	private SwitchReading readMissing() throws IOException {
		if (Files.isSymbolicLink(this.file)) {
			return SwitchReading.none("DANGLING_LINK");
		}
		try (DirectoryStream<Path> entries = Files.newDirectoryStream(this.directory)) {
			// Asks the file system, where opening alone may not.
			var unused = entries.iterator().hasNext();
			return SwitchReading.absent();
		}
		catch (NoSuchFileException | NotDirectoryException ex) {
			return SwitchReading.none(NO_DIRECTORY);
		}
		catch (AccessDeniedException ex) {
			return SwitchReading.none(FORBIDDEN);
		}
	}

	@Override
	public @Nullable String write(byte @Nullable [] content) throws IOException {
		try {
			if (Files.exists(this.file) && !Files.isRegularFile(this.file)) {
				return NOT_A_FILE;
			}
			if (content != null) {
				replace(content);
			}
			else {
				return delete();
			}
			return null;
		}
		catch (NoSuchFileException ex) {
			return NO_DIRECTORY;
		}
		catch (AccessDeniedException ex) {
			return FORBIDDEN;
		}
	}

	/** What is not there because its volume is not is no switch that is out. */
	private @Nullable String delete() throws IOException {
		return Files.deleteIfExists(this.file) ? null : readMissing().error();
	}

	/** Nobody ever reads half of it. */
	private void replace(byte[] content) throws IOException {
		Path target = Files.isSymbolicLink(this.file) ? this.file.toRealPath() : this.file;
		Path written = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
		try {
			try (FileChannel channel = FileChannel.open(written, StandardOpenOption.CREATE_NEW,
					StandardOpenOption.WRITE)) {
				ByteBuffer remaining = ByteBuffer.wrap(content);
				while (remaining.hasRemaining()) {
					channel.write(remaining);
				}
				channel.force(true);
			}
			Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
		}
		finally {
			Files.deleteIfExists(written);
		}
	}

}
