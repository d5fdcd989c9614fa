package io.alwayson.health.azure;

import java.net.ConnectException;
import java.time.Duration;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import io.alwayson.health.CheckResult;
import io.alwayson.health.HealthCheck.Answer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchRuntimeException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link AzureAnswers}, and for {@link CheckCredential}, whose failures it
 * knows.
 */
class AzureAnswersTests {

	private static final Answer NO_TOKEN = new Answer(CheckResult.Status.DOWN, "NO_TOKEN", false);

	@Test
	void whateverACredentialThrowsIsNoTokenAndMovesNothing() {
		assertThat(answer((request) -> Mono.error(new IllegalStateException("down")))).isEqualTo(NO_TOKEN);
		assertThat(answer((request) -> Mono.error(new ConnectException("down")))).isEqualTo(NO_TOKEN);
		assertThat(answer((request) -> Mono.error(denied(500)))).isEqualTo(NO_TOKEN);
		assertThat(answer((request) -> {
			throw new IllegalStateException("down");
		})).isEqualTo(NO_TOKEN);
		assertThat(answer((request) -> Mono.empty())).isEqualTo(NO_TOKEN);
		assertThat(answer((request) -> Mono.never())).isEqualTo(NO_TOKEN);
	}

	@Test
	void aClientsOwnCredentialIsKnownByItsExceptionWithoutAResponse() {
		RuntimeException none = new ClientAuthenticationException("none", null, new ConnectException("down"));
		assertThat(AzureAnswers.of(none)).isEqualTo(NO_TOKEN);
		assertThat(AzureAnswers.of(new IllegalStateException(none))).isEqualTo(NO_TOKEN);
	}

	@Test
	void aTokenThatTheServiceRefusesIsTheStampsOwnTrouble() {
		assertThat(AzureAnswers.of(denied(401))).isEqualTo(Answer.down("HTTP_401"));
		assertThat(AzureAnswers.of(denied(403))).isEqualTo(Answer.down("HTTP_403"));
	}

	@Test
	void throttlingOfStorageIsNoFailure() {
		HttpResponse response = mock();
		given(response.getStatusCode()).willReturn(503);
		assertThat(AzureAnswers.of(new HttpResponseException("busy", response))).isEqualTo(Answer.down("HTTP_503"));
		given(response.getHeaderValue(HttpHeaderName.fromString("x-ms-error-code"))).willReturn("ServerBusy");
		assertThat(AzureAnswers.of(new HttpResponseException("busy", response))).isEqualTo(Answer.slow("SERVER_BUSY"));
	}

	@Test
	void aServiceThatIsNotReachedIsNotMistakenForAMissingToken() {
		ConnectException refused = new ConnectException("refused");
		assertThat(AzureAnswers.of(new HttpResponseException("none", null, refused)))
			.isEqualTo(Answer.down("CONNECT_FAILED"));
		assertThat(AzureAnswers.of(new IllegalStateException(refused))).isEqualTo(Answer.down("CONNECT_FAILED"));
	}

	private static Answer answer(TokenCredential credential) {
		CheckCredential limited = new CheckCredential(credential, Duration.ofMillis(40));
		return AzureAnswers.of(catchRuntimeException(() -> limited.getTokenSync(new TokenRequestContext())));
	}

	private static ClientAuthenticationException denied(int status) {
		HttpResponse response = mock();
		given(response.getStatusCode()).willReturn(status);
		return new ClientAuthenticationException("denied", response);
	}

}
