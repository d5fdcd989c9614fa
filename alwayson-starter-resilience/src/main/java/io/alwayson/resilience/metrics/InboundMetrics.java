package io.alwayson.resilience.metrics;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.alwayson.resilience.inbound.InboundDoor;
import io.alwayson.resilience.inbound.InboundListener;
import io.alwayson.workload.Criticality;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of the door. Their names are a contract, and so are their tags.
 */
public final class InboundMetrics implements MeterBinder, InboundListener {

	/** Counter by criticality and outcome: requests at the door. */
	public static final String REQUESTS = "alwayson.resilience.inbound.requests";

	/** Gauge: requests that may be at work at once. */
	public static final String LIMIT = "alwayson.resilience.inbound.limit";

	/** Gauge: requests that are at work. */
	public static final String IN_FLIGHT = "alwayson.resilience.inbound.in.flight";

	private final Supplier<InboundDoor> door;

	/** Of each registry by criticality and decision. */
	private final List<Counter[][]> registrations = new CopyOnWriteArrayList<>();

	/** Creates the meters of a door, which is asked for when they are bound. */
	public InboundMetrics(Supplier<InboundDoor> door) {
		this.door = door;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Counter[][] counters = new Counter[Criticality.values().length][Decision.values().length];
		for (Criticality criticality : Criticality.values()) {
			for (Decision decision : Decision.values()) {
				counters[criticality.ordinal()][decision.ordinal()] = Counter.builder(REQUESTS)
					.description("Requests at the door")
					.tag("criticality", lower(criticality))
					.tag("outcome", lower(decision))
					.register(registry);
			}
		}
		this.registrations.add(counters);
		InboundDoor bound = this.door.get();
		Gauge.builder(LIMIT, bound, InboundDoor::limit).description("Requests that may be at work").register(registry);
		Gauge.builder(IN_FLIGHT, bound, InboundDoor::inFlight)
			.description("Requests that are at work")
			.register(registry);
	}

	@Override
	public void onRequest(Criticality criticality, Decision decision) {
		this.registrations.forEach((counters) -> counters[criticality.ordinal()][decision.ordinal()].increment());
	}

	private static String lower(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

}
