package io.alwayson.health.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.alwayson.health.SwitchPosition;
import io.alwayson.health.SwitchReading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FileSwitchStore}.
 */
@Timeout(30)
class FileSwitchStoreTests {

	@TempDir
	private Path directory;

	@Test
	void aDeleteWithoutADirectorySaysSo() throws Exception {
		FileSwitchStore store = new FileSwitchStore(Path.of("/nowhere/at/all/stamp.health"));
		assertThat(store.write(null)).isEqualTo("NO_DIRECTORY");
	}

	@Test
	void theReferencesEmptyFileIsInAndItsAbsenceIsOut() throws IOException {
		Files.createFile(file());
		assertThat(read()).isEqualTo(new SwitchReading(SwitchPosition.IN, null));
		Files.delete(file());
		assertThat(read()).isEqualTo(SwitchReading.absent());
	}

	@Test
	void contentIsRead() throws IOException {
		Files.writeString(file(), "MAINTENANCE\n");
		assertThat(read().position()).isEqualTo(SwitchPosition.MAINTENANCE);
		Files.writeString(file(), "UNHEALTHY");
		assertThat(read()).isEqualTo(SwitchReading.unknown());
	}

	@Test
	void aFileWhoseDirectoryIsGoneIsNotAbsent() throws IOException {
		assertThat(new FileSwitchStore(this.directory.resolve("gone/stamp.health")).read())
			.isEqualTo(SwitchReading.none("NO_DIRECTORY"));
		Path notOne = Files.createFile(this.directory.resolve("file"));
		assertThat(position(notOne.resolve("stamp.health"))).isNull();
	}

	@Test
	void aLinkThatLeadsNowhereIsNotAbsent() throws IOException {
		Files.createSymbolicLink(file(), this.directory.resolve("volume/stamp.health"));
		assertThat(read()).isEqualTo(SwitchReading.none("DANGLING_LINK"));
		Path volume = Files.createDirectory(this.directory.resolve("volume"));
		Files.createFile(volume.resolve("stamp.health"));
		assertThat(read().position()).isEqualTo(SwitchPosition.IN);
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void whatMayNotBeReadIsNotAbsent() throws IOException {
		Files.writeString(file(), "HEALTHY");
		Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("---------"));
		// The superuser reads everything.
		assertThat(read()).isEqualTo(Files.isReadable(file()) ? new SwitchReading(SwitchPosition.IN, null)
				: SwitchReading.none("FORBIDDEN"));
	}

	@Test
	void aDirectoryIsNoSwitch() throws IOException {
		Files.createDirectory(file());
		assertThat(read()).isEqualTo(SwitchReading.none("NOT_A_FILE"));
		assertThat(store().write(null)).isEqualTo("NOT_A_FILE");
		assertThat(store().write(new byte[0])).isEqualTo("NOT_A_FILE");
		assertThat(file()).isDirectory();
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void aPipeHangsNobody() throws Exception {
		assertThat(new ProcessBuilder("mkfifo", file().toString()).start().waitFor()).isZero();
		assertThat(read()).isEqualTo(SwitchReading.none("NOT_A_FILE"));
	}

	@Test
	void aHugeFileIsNotRead() throws IOException {
		try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE,
				StandardOpenOption.SPARSE)) {
			channel.position(8L << 30);
			channel.write(ByteBuffer.wrap(new byte[] { 1 }));
		}
		long start = System.nanoTime();
		assertThat(read()).isEqualTo(SwitchReading.unknown());
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
	}

	@Test
	void writesReplaceTheFileAndLeaveNothingElse() throws IOException {
		assertThat(store().write("HEALTHY".getBytes())).isNull();
		assertThat(file()).hasContent("HEALTHY");
		assertThat(store().write("MAINTENANCE".getBytes())).isNull();
		assertThat(file()).hasContent("MAINTENANCE");
		assertThat(store().write(null)).isNull();
		assertThat(file()).doesNotExist();
		assertThat(store().write(null)).as("out already").isNull();
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void aWriteThroughALinkLeavesTheLink() throws IOException {
		Path target = Files.createFile(this.directory.resolve("target"));
		Files.createSymbolicLink(file(), target);
		assertThat(store().write("MAINTENANCE".getBytes())).isNull();
		assertThat(file()).isSymbolicLink();
		assertThat(target).hasContent("MAINTENANCE");
	}

	@Test
	void aWriteWithoutADirectorySaysSo() throws IOException {
		assertThat(new FileSwitchStore(this.directory.resolve("gone/stamp.health")).write(new byte[0]))
			.isEqualTo("NO_DIRECTORY");
	}

	@Test
	void nobodyEverReadsHalfOfAWrite() throws Exception {
		store().write("MAINTENANCE".getBytes());
		AtomicBoolean stopped = new AtomicBoolean();
		Thread writer = new Thread(() -> {
			try {
				for (int i = 0; i < 300; i++) {
					store().write(((i % 2 == 0) ? "HEALTHY" : "MAINTENANCE").getBytes());
				}
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
			finally {
				stopped.set(true);
			}
		});
		writer.start();
		while (!stopped.get()) {
			assertThat(read().position()).isIn(SwitchPosition.IN, SwitchPosition.MAINTENANCE);
			assertThat(Files.size(file())).isPositive();
		}
		writer.join();
	}

	private SwitchPosition position(Path file) {
		try {
			return new FileSwitchStore(file).read().position();
		}
		catch (IOException ex) {
			return null;
		}
	}

	private SwitchReading read() throws IOException {
		return store().read();
	}

	private FileSwitchStore store() {
		return new FileSwitchStore(file());
	}

	private Path file() {
		return this.directory.resolve("stamp.health");
	}

}
