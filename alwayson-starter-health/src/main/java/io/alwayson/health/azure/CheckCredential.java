package io.alwayson.health.azure;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

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

	private volatile @Nullable Given last;

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
			.switchIfEmpty(Mono.error(() -> failure(null)))
			.doOnNext((token) -> this.last = new Given(request, token));
	}

	/**
	 * Fails if the last token is over and there is no other. A client may wait half a
	 * minute before it asks for one again, longer than a check may, and would not say
	 * what it waits for.
	 */
	void renew() {
		Given given = this.last;
		if (given != null && given.token().isExpired()) {
			getTokenSync(given.request());
		}
	}

	/** Whether the credential has taken too long. */
	static boolean isLate(Throwable failure) {
		return Stream.of(failure.getSuppressed()).anyMatch(TimeoutException.class::isInstance);
	}

	/** Without a cause: the Blob client throws an unchecked one, as MSAL has, alone. */
	private static ClientAuthenticationException failure(@Nullable Throwable reason) {
		ClientAuthenticationException failure = new ClientAuthenticationException("There is no token", null);
		if (reason != null) {
			failure.addSuppressed(reason);
		}
		return failure;
	}

	private record Given(TokenRequestContext request, AccessToken token) {
	}

}
