package io.alwayson.workload.context;

import java.util.Map;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MdcAccessor}.
 */
class MdcAccessorTests {

	@AfterEach
	void clear() {
		MDC.clear();
	}

	@Test
	void entriesAreThereWithinAScopeAndGoneAfterIt() {
		MDC.put("tenant", "contoso");
		ContextSnapshot snapshot = ContextSnapshotFactory.builder().build().captureAll();
		MDC.setContextMap(Map.of("job", "nightly"));
		try (ContextSnapshot.Scope scope = snapshot.setThreadLocals()) {
			assertThat(scope).isNotNull();
			assertThat(MDC.getCopyOfContextMap()).containsOnly(Map.entry("tenant", "contoso"));
		}
		assertThat(MDC.getCopyOfContextMap()).containsOnly(Map.entry("job", "nightly"));
	}

	@Test
	void idsOfTheCurrentSpanAreLeftAlone() {
		MDC.setContextMap(Map.of("tenant", "contoso", "spanId", "outer", "correlationId", "outer"));
		ContextSnapshot snapshot = ContextSnapshotFactory.builder().build().captureAll();
		MDC.setContextMap(Map.of("spanId", "inner", "correlationId", "inner"));
		try (ContextSnapshot.Scope scope = snapshot.setThreadLocals()) {
			assertThat(scope).isNotNull();
			assertThat(MDC.getCopyOfContextMap()).containsEntry("tenant", "contoso").containsEntry("spanId", "inner");
		}
		assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("spanId", "inner", "correlationId", "inner"));
	}

	@Test
	void whatAThreadHasStaysWhereNothingIsKnown() {
		ContextSnapshot snapshot = ContextSnapshotFactory.builder().clearMissing(true).build().captureAll();
		MDC.put("job", "nightly");
		try (ContextSnapshot.Scope scope = snapshot.setThreadLocals()) {
			assertThat(scope).isNotNull();
			assertThat(MDC.get("job")).isEqualTo("nightly");
		}
		assertThat(MDC.get("job")).isEqualTo("nightly");
	}

	@Test
	void linesOfProbesStayMarked() {
		MDC.put("tenant", "contoso");
		ContextSnapshot snapshot = ContextSnapshotFactory.builder().build().captureAll();
		MDC.setContextMap(Map.of(WorkloadContext.PROBE_LINES, "true"));
		try (ContextSnapshot.Scope scope = snapshot.setThreadLocals()) {
			assertThat(scope).isNotNull();
			assertThat(MDC.get(WorkloadContext.PROBE_LINES)).isEqualTo("true");
		}
	}

	@Test
	void nothingIsCarriedWhereThereIsNothing() {
		assertThat(new MdcAccessor().getValue()).isNull();
		MDC.put("spanId", "outer");
		assertThat(new MdcAccessor().getValue()).isNull();
	}

}
