package io.alwayson.resilience.azure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.time.OffsetDateTime;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.netty.NettyAsyncHttpClientBuilder;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import io.alwayson.test.azure.KeyVaultServer;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * Lets clients into the vault of the test kit, whose certificate nobody else trusts.
 */
final class VaultAccess {

	/** Any token will do. */
	static final TokenCredential TOKEN = (request) -> Mono
		.just(new AccessToken("token", OffsetDateTime.now().plusHours(1)));

	private VaultAccess() {
	}

	/** The same for our own client, with a credential for any vault. */
	static ApplicationContextRunner into(KeyVaultServer vault, ApplicationContextRunner runner) {
		return runner.withBean(TokenCredential.class, () -> TOKEN).withBean(Trust.class, () -> new Trust(vault));
	}

	static SecretClientBuilder trusting(X509Certificate certificate, SecretClientBuilder builder) {
		try {
			SslContext context = SslContextBuilder.forClient().trustManager(certificate).build();
			return builder
				.httpClient(new NettyAsyncHttpClientBuilder(
						HttpClient.create().disableRetry(true).secure((spec) -> spec.sslContext(context)))
					.build())
				.disableChallengeResourceVerification();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private record Trust(KeyVaultServer vault) implements AzureClientBuilderCustomizer<SecretClientBuilder> {

		@Override
		public void customize(String dependency, SecretClientBuilder builder) {
			trusting(this.vault.certificate(), builder);
		}

	}

}
