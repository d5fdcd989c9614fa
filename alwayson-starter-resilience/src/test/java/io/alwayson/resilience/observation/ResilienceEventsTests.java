package io.alwayson.resilience.observation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.alwayson.resilience.Corridors;
import io.alwayson.resilience.Listeners;
import io.alwayson.resilience.Resilience;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ResilienceEvents}.
 */
class ResilienceEventsTests {

	private final List<Observation.Event> events = new ArrayList<>();

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final Corridors corridors = Corridors.toPrices("first-delay=0ms", "fallback=cached")
		.fallback("cached", (call) -> "cached")
		.listeners(new Listeners(List.of(), List.of(), List.of(new ResilienceEvents(() -> this.registry))));

	private final Resilience resilience = this.corridors.build();

	ResilienceEventsTests() {
		this.registry.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onEvent(Observation.Event event, Observation.Context context) {
				ResilienceEventsTests.this.events.add(event);
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
	}

	@AfterEach
	void close() {
		this.corridors.close();
	}

	@Test
	void currentObservationHearsOfRetriesAndTheFallback() {
		assertThat(Observation.start("request", this.registry).observe(this::fail)).isEqualTo("cached");
		assertThat(this.events).extracting(Observation.Event::getName)
			.containsExactly(ResilienceEvents.RETRY, ResilienceEvents.RETRY, ResilienceEvents.RETRY_REFUSED,
					ResilienceEvents.FALLBACK);
		assertThat(this.events).extracting(Observation.Event::getContextualName)
			.containsExactly("alwayson.retry prices transient", "alwayson.retry prices transient",
					"alwayson.retry.refused prices attempts", "alwayson.fallback prices answered");
	}

	@Test
	void currentObservationHearsOfRejectionsAndOfTheCircuitBreaker() {
		Observation.start("request", this.registry).observe(() -> {
			this.resilience.corridor("prices").breaker().forceOpen();
			return this.resilience.dependency("prices").call(() -> "value");
		});
		assertThat(this.events).extracting(Observation.Event::getContextualName)
			.containsExactly("alwayson.circuit prices open", "alwayson.rejection prices circuit_breaker",
					"alwayson.fallback prices answered");
	}

	@Test
	void goodCallsHaveNothingToTell() {
		Observation.start("request", this.registry).observe(() -> this.resilience.dependency("prices").call(() -> "a"));
		assertThat(this.events).isEmpty();
	}

	@Test
	void withoutACurrentObservationNothingIsTold() {
		assertThat(fail()).isEqualTo("cached");
		assertThat(this.events).isEmpty();
	}

	@Test
	void handlerThatThrowsDoesNotTouchTheCall() {
		this.registry.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onEvent(Observation.Event event, Observation.Context context) {
				throw new IllegalStateException("handler");
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
		assertThat(Observation.start("request", this.registry).observe(this::fail)).isEqualTo("cached");
	}

	private String fail() {
		try {
			return this.resilience.dependency("prices").idempotent().call(() -> {
				throw new IOException("reset");
			});
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
