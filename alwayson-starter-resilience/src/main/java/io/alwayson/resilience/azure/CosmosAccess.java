package io.alwayson.resilience.azure;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.cosmos.CosmosClientBuilder;
import io.alwayson.workload.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * How an account is reached: with the shared credential, or, in {@code local} alone, with
 * the key in its connection string.
 *
 * @param address of the account
 * @param key where there is one
 * @param credential where there is no key
 */
record CosmosAccess(URI address, @Nullable String key, @Nullable TokenCredential credential) {

	private static final String ACCOUNT_KEY = "accountkey=";

	private static final String SERVICE_SCOPE = "https://cosmos.azure.com/.default";

	private static final String ALGORITHM = "HmacSHA256";

	/** The key in a connection string, or {@code null}. */
	static @Nullable String keyOf(Endpoint endpoint) {
		String connectionString = endpoint.connectionString();
		return (connectionString == null) ? null
				: Stream.of(connectionString.split(";"))
					.map(String::trim)
					.filter((part) -> part.toLowerCase(Locale.ROOT).startsWith(ACCOUNT_KEY))
					.map((part) -> part.substring(ACCOUNT_KEY.length()))
					.findFirst()
					.orElse(null);
	}

	/** A builder of clients that get in so. */
	CosmosClientBuilder builder() {
		CosmosClientBuilder builder = new CosmosClientBuilder().endpoint(this.address.toString());
		if (this.key != null) {
			return builder.key(this.key);
		}
		return (this.credential != null) ? builder.credential(this.credential) : builder;
	}

	/**
	 * What a GET of the account itself says to get in.
	 * @param date as the request's header says it
	 */
	String authorization(String date) {
		String authorization = (this.key != null) ? "type=master&ver=1.0&sig=" + signature("get", "", "", date)
				: "type=aad&ver=1.0&sig=" + token();
		return URLEncoder.encode(authorization, StandardCharsets.UTF_8);
	}

	private String token() {
		TokenCredential known = this.credential;
		if (known == null) {
			throw new IllegalStateException("There is neither a key nor a credential for " + this.address);
		}
		try {
			return token(known, this.address.getScheme() + "://" + this.address.getHost() + "/.default");
		}
		catch (RuntimeException ex) {
			// Not all tenants know the account: the SDK does the same.
			return token(known, SERVICE_SCOPE);
		}
	}

	private static String token(TokenCredential credential, String scope) {
		return credential.getTokenSync(new TokenRequestContext().addScopes(scope)).getToken();
	}

	/**
	 * As "Access control on Azure Cosmos DB resources" in the REST reference says.
	 */
	String signature(String verb, String resourceType, String resource, String date) {
		String text = verb + "\n" + resourceType + "\n" + resource + "\n" + date.toLowerCase(Locale.ROOT) + "\n\n";
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(new SecretKeySpec(Base64.getDecoder().decode(this.key), ALGORITHM));
			return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This JVM has no " + ALGORITHM, ex);
		}
	}

	/** Without what gets in. */
	@Override
	public String toString() {
		return this.address.toString();
	}

}
