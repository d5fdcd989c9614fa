package io.alwayson.test.azure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A key and a certificate of 127.0.0.1 and localhost, made by the JDK's keytool for this
 * run alone and gone from the disk at once.
 *
 * @param context serves with the key
 * @param certificate what clients must trust: signed by itself
 */
record ServerCertificate(SSLContext context, X509Certificate certificate) {

	private static final String ALIAS = "server";

	private static final long LIMIT_SECONDS = 30;

	static ServerCertificate create() {
		char[] password = UUID.randomUUID().toString().toCharArray();
		try {
			Path directory = Files.createTempDirectory("alwayson-");
			Path file = directory.resolve("server.p12");
			try {
				generate(file, new String(password));
				return load(file, password);
			}
			finally {
				Files.deleteIfExists(file);
				Files.deleteIfExists(directory);
			}
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException("No certificate could be made with the JDK's keytool.", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while a certificate was made.", ex);
		}
	}

	private static void generate(Path file, String password) throws IOException, InterruptedException {
		ProcessBuilder keytool = new ProcessBuilder(
				Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", ALIAS,
				"-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2", "-dname", "CN=localhost", "-ext",
				"san=dns:localhost,ip:127.0.0.1", "-storetype", "PKCS12", "-keystore", file.toString(),
				"-storepass:env", "ALWAYSON_STOREPASS")
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD);
		keytool.environment().put("ALWAYSON_STOREPASS", password);
		Process process = keytool.start();
		try {
			if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
				throw new IOException("keytool did not end well within " + LIMIT_SECONDS + " s");
			}
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static ServerCertificate load(Path file, char[] password) throws IOException, GeneralSecurityException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(file)) {
			store.load(in, password);
		}
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(store, password);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), null, null);
		return new ServerCertificate(context, (X509Certificate) store.getCertificate(ALIAS));
	}

}
