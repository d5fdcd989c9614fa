package io.alwayson.workload.web;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TrustedNetworks}.
 */
class TrustedNetworksTests {

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8, 10.255.255.255, true", "10.0.0.0/8, 11.0.0.0, false", "10.1.2.3/32, 10.1.2.3, true",
			"10.1.2.3/32, 10.1.2.2, false", "10.1.2.128/25, 10.1.2.129, true", "10.1.2.128/25, 10.1.2.127, false",
			"0.0.0.0/0, 203.0.113.9, true", "0.0.0.0/0, ::1, false", "fd00::/8, fd12:3456::1, true",
			"fd00::/8, fe80::1, false", "fe80::/10, fe80::1%eth0, true", "::/0, 10.0.0.1, false",
			"10.0.0.0/8, ::ffff:10.1.2.3, true" })
	void anAddressIsInANetworkByItsFirstBits(String network, String address, boolean contained) {
		assertThat(new TrustedNetworks(List.of(network)).contain(TrustedNetworks.address(address)))
			.isEqualTo(contained);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "unknown", "cafe", "localhost", "999.1.1.1", "1.2.3", "10.0.0.1:80", "10.0.0.1 ", "a.b" })
	void whatIsNoAddressIsInNoNetworkAndNeverLookedUp(String text) {
		assertThat(TrustedNetworks.address(text)).isNull();
	}

	@Test
	void nobodyIsInNoNetwork() {
		assertThat(new TrustedNetworks(List.of()).contain(TrustedNetworks.address("127.0.0.1"))).isFalse();
		assertThat(new TrustedNetworks(List.of("0.0.0.0/0")).contain(null)).isFalse();
	}

	@Test
	void whatIsNoNetworkEndsTheStart() {
		assertThatIllegalArgumentException().isThrownBy(() -> new TrustedNetworks(List.of("::::/8")));
	}

}
