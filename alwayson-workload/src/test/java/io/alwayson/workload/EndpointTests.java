package io.alwayson.workload;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Endpoint}.
 */
class EndpointTests {

	@ParameterizedTest
	@CsvSource({ "https://contoso.blob.core.windows.net, https://contoso.blob.core.windows.net/",
			"https://contoso.blob.core.windows.net, HTTPS://Contoso.blob.core.windows.net:443",
			"http://127.0.0.1:10000/account, http://127.0.0.1:10000/account/", "http://contoso, http://contoso:80" })
	void sameHostPortAndPathAreTheSameEndpoint(URI declared, String address) {
		assertThat(Endpoint.of(declared).isAt(address)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "https://contoso.vault.azure.net, https://fabrikam.vault.azure.net",
			"http://127.0.0.1:10000/account, http://127.0.0.1:10000/other",
			"http://127.0.0.1:10000/account, http://127.0.0.1:10001/account", "https://contoso, http://contoso" })
	void othersAreNot(URI declared, String address) {
		assertThat(Endpoint.of(declared).isAt(address)).isFalse();
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", "https://contoso.vault.azure.net/a b", "contoso" })
	void whatIsNoAddressIsNoEndpoint(String address) {
		assertThat(Endpoint.of(URI.create("https://contoso.vault.azure.net")).isAt(address)).isFalse();
	}

	@Test
	void textShowsNoSecret() {
		assertThat(new Endpoint(URI.create("http://127.0.0.1:10000/account"), "AccountKey=secret"))
			.hasToString("http://127.0.0.1:10000/account");
	}

}
