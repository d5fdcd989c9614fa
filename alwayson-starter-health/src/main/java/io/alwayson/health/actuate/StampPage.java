package io.alwayson.health.actuate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The live page: one document with its style and scripts inside, which may load nothing
 * and talk to nobody but the server that it came from.
 */
final class StampPage {

	private static final String SNAPSHOT = "{{snapshot}}";

	private final String head;

	private final String tail;

	StampPage() {
		String style = resource("stamp.css");
		String script = resource("parts.js") + resource("graph.js") + resource("stamp.js");
		String policy = "default-src 'none'; style-src %s; script-src %s; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
			.formatted(hash(style), hash(script));
		String page = resource("stamp.html").replace("{{policy}}", policy)
			.replace("{{style}}", style)
			.replace("{{script}}", script);
		int split = page.indexOf(SNAPSHOT);
		this.head = page.substring(0, split);
		this.tail = page.substring(split + SNAPSHOT.length());
	}

	/**
	 * The page.
	 * @param report what is shown where no script runs
	 */
	byte[] render(StampReport report) {
		return (this.head + StampSnapshot.of(report) + this.tail).getBytes(StandardCharsets.UTF_8);
	}

	/** Line ends are the browser's before it compares hashes. */
	private static String resource(String name) {
		try (InputStream in = StampPage.class.getResourceAsStream(name)) {
			if (in == null) {
				throw new IllegalStateException("Not in the jar: " + name);
			}
			return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String hash(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
