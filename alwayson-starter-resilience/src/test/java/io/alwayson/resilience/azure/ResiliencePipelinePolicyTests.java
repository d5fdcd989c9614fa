package io.alwayson.resilience.azure;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.util.BinaryData;
import io.alwayson.resilience.CallType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ResiliencePipelinePolicy}: what is known before a request is sent.
 */
class ResiliencePipelinePolicyTests {

	private static final String BLOB = "https://contoso.blob.core.windows.net/images/1";

	@ParameterizedTest
	@CsvSource({ "GET,,true,READ", "HEAD,,true,READ", "PUT,,true,WRITE", "DELETE,,true,WRITE",
			"PUT,?comp=appendblock,false,WRITE", "POST,?comp=batch,false,WRITE", "PATCH,,false,WRITE" })
	void methodDecides(HttpMethod method, String query, boolean idempotent, String operation) {
		CallType type = ResiliencePipelinePolicy.typeOf(new HttpRequest(method, BLOB + ((query != null) ? query : "")));
		assertThat(type.idempotent()).isEqualTo(idempotent);
		assertThat(type.replayable()).isTrue();
		assertThat(type.operation()).hasToString(operation);
	}

	@Test
	void bodyThatStreamsCannotBeSentAgain() {
		HttpRequest request = new HttpRequest(HttpMethod.PUT, BLOB);
		assertThat(ResiliencePipelinePolicy.typeOf(request.setBody("bytes")).replayable()).isTrue();
		assertThat(ResiliencePipelinePolicy.typeOf(request.setBody(Flux.just(ByteBuffer.allocate(1)))).replayable())
			.isFalse();
		BinaryData stream = BinaryData.fromStream(new InputOnce());
		assertThat(ResiliencePipelinePolicy.typeOf(request.setBody(stream)).replayable()).isFalse();
	}

	/** A stream that cannot go back. */
	private static final class InputOnce extends ByteArrayInputStream {

		InputOnce() {
			super(new byte[1]);
		}

		@Override
		public boolean markSupported() {
			return false;
		}

	}

}
