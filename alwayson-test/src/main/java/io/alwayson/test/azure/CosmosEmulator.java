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
 * Cosmos DB for tests: the open emulator {@code @vercel/cosmosdb-server}, in a process of
 * its own, with its data in memory.
 *
 * <pre class="code">
 * &#064;RegisterExtension
 * static final CosmosEmulator cosmos = CosmosEmulator.shared();
 *
 * CosmosRegions account = CosmosRegions.of(cosmos, "West Europe", "North Europe");
 * new CosmosClientBuilder().endpoint(account.endpoint().toString()).key(cosmos.key()).gatewayMode()
 * </pre>
 *
 * <p>
 * It is started before the first test class that uses it, on a free port of 127.0.0.1,
 * shared by all test classes of the JVM, and ended with them; it also ends if the JVM is
 * killed. Test classes keep apart by the names of their databases. It sets the system
 * property {@code COSMOS.HTTP_CONNECTION_WITHOUT_TLS_ALLOWED}, without which the SDK
 * refuses plain HTTP.
 *
 * <p>
 * Clients must use the gateway mode. Items, containers and the change feed's end are
 * there; queries are not, each request is charged one RU, and any key is taken. The
 * account that it describes has an address that clients cannot use: put a
 * {@link CosmosRegions} in front, or switch endpoint discovery off.
 *
 * <p>
 * Needs Node.js. The emulator is installed with {@code npm} as {@link Azurite} is, with
 * the same limits, and the same outcome where that is not possible. Thread-safe.
 */
public final class CosmosEmulator implements BeforeAllCallback {

	private static final NpmPackage PACKAGE = new NpmPackage("@vercel/cosmosdb-server", "1.0.1");

	private static final List<String> ARGUMENTS = List.of("--host", "127.0.0.1", "--port", "0", "--no-ssl");

	private static final Pattern LISTENS = Pattern.compile("Ready to accept HTTP connections at (\\S+)");

	private static final String WITHOUT_TLS = "COSMOS.HTTP_CONNECTION_WITHOUT_TLS_ALLOWED";

	/** The key that Microsoft documents for its own emulator: a secret to nobody. */
	private static final String KEY = "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==";

	private volatile @Nullable URI address;

	private CosmosEmulator() {
	}

	/**
	 * The emulator of this JVM.
	 * @return to be a static field with {@code @RegisterExtension}
	 */
	public static CosmosEmulator shared() {
		return new CosmosEmulator();
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		this.address = Emulator.shared(context, "The Cosmos DB emulator", CosmosEmulator::start).address();
		if (System.getProperty(WITHOUT_TLS) == null) {
			System.setProperty(WITHOUT_TLS, "true");
		}
	}

	private static EmulatorProcess start() throws EmulatorUnavailableException {
		Path home = PACKAGE.install();
		return EmulatorProcess.start("cosmos",
				Node.command(home.resolve("node_modules/@vercel/cosmosdb-server/lib/cli.js"), ARGUMENTS), LISTENS,
				Duration.ofMinutes(1));
	}

	/**
	 * Where the emulator listens.
	 * @return {@code http://127.0.0.1:port}
	 * @throws IllegalStateException outside of a test class that registers this
	 */
	public URI endpoint() {
		URI running = this.address;
		if (running == null) {
			throw new IllegalStateException(
					"The Cosmos DB emulator is not running: make it a static field with @RegisterExtension, and ask in a test.");
		}
		return running;
	}

	/**
	 * A key, because clients want one.
	 * @return the documented key of Microsoft's emulator
	 */
	public String key() {
		return KEY;
	}

}
