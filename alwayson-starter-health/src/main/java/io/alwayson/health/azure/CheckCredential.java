package io.alwayson.health.azure;

import java.time.Duration;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.ClientAuthenticationException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A credential of a check, whose failures can be told from those of the service it is
 * for: whatever goes wrong is a {@link ClientAuthenticationException} without a response,
 * as azure-identity's own are. A token that takes too long fails before the check's time
 * is over, which would count against the service. Thread-safe.
 */
final class CheckCredential implements TokenCredential {

	private final TokenCredential credential;

	private final Duration limit;

	/**
	 * Creates the credential.
	 * @param credential gives the tokens
	 * @param timeout of the check's run
	 */
	CheckCredential(TokenCredential credential, Duration timeout) {
		this.credential = credential;
		this.limit = timeout.multipliedBy(3).dividedBy(4);
	}

	@Override
	public Mono<AccessToken> getToken(TokenRequestContext request) {
		return Mono.defer(() -> this.credential.getToken(request))
			.timeout(this.limit)
			.onErrorMap(CheckCredential::failure)
			.switchIfEmpty(Mono.error(() -> failure(null)));
	}

	private static ClientAuthenticationException failure(@Nullable Throwable cause) {
		return new ClientAuthenticationException("There is no token", null, cause);
	}

}
