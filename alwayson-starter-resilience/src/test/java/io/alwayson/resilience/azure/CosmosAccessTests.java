package io.alwayson.resilience.azure;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.exception.ClientAuthenticationException;
import io.alwayson.workload.Endpoint;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How an account is reached, and what it says of its regions.
 */
class CosmosAccessTests {

	private static final URI ADDRESS = URI.create("https://shop.documents.azure.com");

	/** The example of the REST reference. */
	private static final String KEY = "dsZQi3KtZmCv1ljt3VNWNm7sQUF1y5rJfC6kv5JiwvW0EndXdDku/dkKBp8/ufDToSxLzR4y+O/0H/t4bQtVNw==";

	@Test
	void aKeySignsAsTheReferenceSays() {
		assertThat(new CosmosAccess(ADDRESS, KEY, null).signature("get", "dbs", "dbs/ToDoList",
				"Thu, 27 Apr 2017 00:51:12 GMT"))
			.isEqualTo("c09PEVJrgp2uQRkr934kFbTqhByc7TVr3OHyqlu+c+c=");
	}

	@Test
	void theKeyIsFoundInAConnectionStringAndNeverShown() {
		Endpoint endpoint = new Endpoint(ADDRESS, "AccountEndpoint=" + ADDRESS + "/;AccountKey=" + KEY + ";");
		assertThat(CosmosAccess.keyOf(endpoint)).isEqualTo(KEY);
		assertThat(CosmosAccess.keyOf(Endpoint.of(ADDRESS))).isNull();
		assertThat(new CosmosAccess(ADDRESS, KEY, null).toString()).doesNotContain(KEY);
	}

	@Test
	void aTokenIsForTheAccountElseForTheService() {
		List<String> scopes = new ArrayList<>();
		TokenCredential credential = (request) -> {
			scopes.addAll(request.getScopes());
			return (scopes.size() == 1) ? Mono.error(new ClientAuthenticationException("unknown", null))
					: Mono.just(new AccessToken("a token", OffsetDateTime.now().plusHours(1)));
		};
		assertThat(new CosmosAccess(ADDRESS, null, credential).authorization("now"))
			.isEqualTo("type%3Daad%26ver%3D1.0%26sig%3Da+token");
		assertThat(scopes).containsExactly("https://shop.documents.azure.com/.default",
				"https://cosmos.azure.com/.default");
	}

	@Test
	void regionsAreReadAndTheStampsOwnComesFirst() throws Exception {
		List<String> regions = CosmosAccount.parse("""
				{"readableLocations": [{"name": "North Europe"}, {"name": 1}, {"name": "West Europe"},
				{"name": "UK South"}], "more": {}}""".getBytes(StandardCharsets.UTF_8));
		assertThat(regions).containsExactly("North Europe", "West Europe", "UK South");
		assertThat(CosmosAccount.preferredIn("westeurope", regions)).containsExactly("West Europe", "North Europe",
				"UK South");
		assertThat(CosmosAccount.preferredIn("eastus", regions)).isEqualTo(regions);
		assertThat(CosmosAccount.parse("{}".getBytes(StandardCharsets.UTF_8))).isEmpty();
	}

}
