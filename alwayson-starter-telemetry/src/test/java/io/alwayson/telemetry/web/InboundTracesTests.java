package io.alwayson.telemetry.web;

import java.net.InetAddress;
import java.util.List;

import io.alwayson.telemetry.TraceHeaders;
import io.alwayson.workload.web.TrustedNetworks;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who may say which trace a request belongs to, and that it is sampled.
 */
class InboundTracesTests {

	private static final String TRACE = "00-12345678901234567890123456789012-1234567890123456-";

	private static final InetAddress FRIEND = TrustedNetworks.address("10.1.2.3");

	private static final InetAddress STRANGER = TrustedNetworks.address("192.0.2.1");

	private final TrustedNetworks trusted = new TrustedNetworks(List.of("10.0.0.0/8"));

	private final InboundTraces never = new InboundTraces((traceId) -> false, this.trusted);

	@Test
	void goodHeadersStay() {
		assertThat(this.never.inPlaceOf(List.of(TRACE + "00"), List.of("foo=1"), () -> STRANGER)).isNull();
		assertThat(this.never.inPlaceOf(List.of(), List.of(), () -> STRANGER)).isNull();
		assertThat(this.never.refused()).isZero();
	}

	@Test
	void strangerCannotForceSampling() {
		assertThat(this.never.inPlaceOf(List.of(TRACE + "01"), List.of("foo=1"), () -> STRANGER))
			.isEqualTo(new TraceHeaders(TRACE + "00", "foo=1"));
		assertThat(this.never.inPlaceOf(List.of(TRACE + "01"), List.of(), () -> null))
			.isEqualTo(new TraceHeaders(TRACE + "00", null));
		assertThat(this.never.refused()).isZero();
	}

	@Test
	void strangersTraceIsSampledWhereOneOfOursWouldBe() {
		InboundTraces always = new InboundTraces((traceId) -> true, this.trusted);
		assertThat(always.inPlaceOf(List.of(TRACE + "01"), List.of(), () -> STRANGER)).isNull();
	}

	@Test
	void trustedNetworkDecidesAboutSampling() {
		assertThat(this.never.inPlaceOf(List.of(TRACE + "01"), List.of(), () -> FRIEND)).isNull();
	}

	@Test
	void whatIsRefusedIsCountedOncePerRequest() {
		assertThat(this.never.inPlaceOf(List.of("x", "y"), List.of("z"), () -> STRANGER))
			.isEqualTo(new TraceHeaders(null, null));
		assertThat(this.never.refused()).isEqualTo(1);
		assertThat(this.never.inPlaceOf(List.of(TRACE + "00"), List.of("z"), () -> STRANGER))
			.isEqualTo(new TraceHeaders(TRACE + "00", null));
		assertThat(this.never.refused()).isEqualTo(2);
		assertThat(this.never.inPlaceOf(List.of(TRACE + "00"), List.of(""), () -> STRANGER))
			.isEqualTo(new TraceHeaders(TRACE + "00", null));
		assertThat(this.never.refused()).isEqualTo(2);
	}

}
