package io.alwayson.test.azure;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Azure Storage for tests: Azurite, Microsoft's emulator, in a process of its own.
 *
 * <pre class="code">
 * &#064;RegisterExtension
 * static final Azurite azurite = Azurite.blob();
 * </pre>
 *
 * <p>
 * It is started before the first test class that uses it, on a free port of 127.0.0.1 and
 * with its data in memory (at most 512 MB), shared by all test classes of the JVM, and
 * ended with them; it also ends if the JVM is killed. Test classes keep apart by the
 * names of their containers.
 *
 * <p>
 * Needs Node.js. Azurite 3.35.0 itself is installed with {@code npm}, once for each user,
 * into {@code alwayson} below {@code $XDG_CACHE_HOME} or {@code ~/.cache}. Where that is
 * not possible the tests are aborted, with the reason; with the environment variable
 * {@code ALWAYSON_REQUIRE_EMULATORS=true} they fail instead. Limits: 5 minutes for the
 * installation, 1 minute for the start. Thread-safe.
 */
public final class Azurite implements BeforeAllCallback {

	private static final NpmPackage PACKAGE = new NpmPackage("azurite", "3.35.0");

	/** The account that every Azurite has, and its documented key: a secret to nobody. */
	private static final String ACCOUNT = "devstoreaccount1";

	private static final String KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

	/** Newer clients ask for versions that this Azurite does not know. */
	private static final List<String> BLOB = List.of("--blobHost", "127.0.0.1", "--blobPort", "0",
			"--inMemoryPersistence", "--extentMemoryLimit", "512", "--skipApiVersionCheck", "--disableTelemetry",
			"--silent");

	private static final Pattern LISTENS = Pattern.compile("Blob service successfully listens on (http://\\S+)");

	private volatile @Nullable URI address;

	private Azurite() {
	}

	/**
	 * Azurite's blob service.
	 * @return to be a static field with {@code @RegisterExtension}
	 */
	public static Azurite blob() {
		return new Azurite();
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		this.address = Emulator.shared(context, "Azurite (blob)", Azurite::start).address();
	}

	private static EmulatorProcess start() throws EmulatorUnavailableException {
		Path home = PACKAGE.install();
		return EmulatorProcess.start("azurite",
				Node.command(home.resolve("node_modules/azurite/dist/src/blob/main.js"), BLOB), LISTENS,
				Duration.ofMinutes(1));
	}

	/**
	 * What storage clients are configured with.
	 * @return a connection string for {@link #blobEndpoint()}
	 * @throws IllegalStateException outside of a test class that registers this
	 */
	public String connectionString() {
		return connectionString(blobEndpoint());
	}

	/**
	 * The same account at another address, such as the one of a fault proxy in front of
	 * it.
	 * @param blobEndpoint where clients shall send to, the account's name as its path
	 * @return a connection string
	 */
	public String connectionString(URI blobEndpoint) {
		return "DefaultEndpointsProtocol=http;AccountName=" + ACCOUNT + ";AccountKey=" + KEY + ";BlobEndpoint="
				+ blobEndpoint + ";";
	}

	/**
	 * Where the blob service listens.
	 * @return {@code http://127.0.0.1:port/devstoreaccount1}
	 * @throws IllegalStateException outside of a test class that registers this
	 */
	public URI blobEndpoint() {
		URI running = this.address;
		if (running == null) {
			throw new IllegalStateException(
					"Azurite is not running: make it a static field with @RegisterExtension, and ask in a test.");
		}
		return running.resolve("/" + ACCOUNT);
	}

}
