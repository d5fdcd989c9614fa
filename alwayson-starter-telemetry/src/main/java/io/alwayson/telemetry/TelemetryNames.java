package io.alwayson.telemetry;

/**
 * The names that dashboards, queries and alerts build on. They are a contract: semantic
 * conventions first, {@code alwayson.*} where there is none.
 */
public final class TelemetryNames {

	/** Attribute: id of the stamp. */
	public static final String STAMP_ID = "alwayson.stamp.id";

	/** Attribute: region of the stamp. */
	public static final String REGION = "cloud.region";

	/** Attribute: environment of the stamp. */
	public static final String ENVIRONMENT = "deployment.environment.name";

	/** Attribute: release of the stamp. */
	public static final String RELEASE = "service.version";

	/** Attribute: which of several processes of the service this is. */
	public static final String INSTANCE = "service.instance.id";

	/** Attribute of spans and log records: correlation id. Never a tag of a metric. */
	public static final String CORRELATION_ID = "alwayson.correlation.id";

	/** Attribute of spans and log records, tag of server metrics: user flow. */
	public static final String FLOW = "alwayson.flow";

	/** Attribute of spans that are there because they matter: why. Their weight is 1. */
	public static final String KEPT = "alwayson.kept";

	/**
	 * Attribute of spans that are there because they were sampled: how many they stand
	 * for. Without it, one.
	 */
	public static final String SAMPLE_WEIGHT = "alwayson.sample.weight";

	/**
	 * Attribute of exceptions on spans and log records: how many equal ones there were
	 * since one was sent with its stack trace.
	 */
	public static final String EXCEPTION_REPEATED = "alwayson.exception.repeated";

	/** Counter by reason: local roots that were kept because they matter. */
	public static final String KEPT_ROOTS = "alwayson.telemetry.kept";

	/** Counter by reason: local roots of which not all is known that should be. */
	public static final String LOST_ROOTS = "alwayson.telemetry.kept.refused";

	/** Counter by sink, signal and reason: rows that did not reach a sink. */
	public static final String LOST_ROWS = "alwayson.telemetry.lost";

	/** Value of {@link #FLOW} where a tag must be there and no flow is known. */
	public static final String NO_FLOW = "none";

	/** Counter by flow and outcome: requests of user flows. */
	public static final String FLOW_REQUESTS = "alwayson.flow.requests";

	/** Timer by flow and outcome: time until the response was complete. */
	public static final String FLOW_DURATION = "alwayson.flow.duration";

	/**
	 * Gauge by flow and window: how fast the flow uses up its error budget; 1 uses it up
	 * in exactly the objective's window.
	 */
	public static final String FLOW_BURN_RATE = "alwayson.flow.burn.rate";

	/**
	 * Timer by dependency, operation, region, outcome, attempt and owner of retries:
	 * attempts at declared dependencies.
	 */
	public static final String DEPENDENCY_ATTEMPTS = "alwayson.dependency.attempts";

	/** Timer by destination: work on messages that were received. */
	public static final String MESSAGES = "alwayson.messages";

	/** Counter by source: where correlation ids came from. */
	public static final String CORRELATION_IDS = "alwayson.correlation.ids";

	/** Counter: requests whose trace context was not taken over, or not all of it. */
	public static final String TRACE_CONTEXTS_REFUSED = "alwayson.trace.contexts.refused";

	/** Header of requests and responses: correlation id. */
	public static final String CORRELATION_HEADER = "X-Correlation-ID";

	/** Header of responses: host that answered. */
	public static final String SERVER_NAME_HEADER = "X-Server-Name";

	/** Header of responses: region that answered. */
	public static final String SERVER_LOCATION_HEADER = "X-Server-Location";

	/** Key in the MDC: correlation id. */
	public static final String MDC_CORRELATION_ID = "correlationId";

	/** Key in the MDC: user flow. */
	public static final String MDC_FLOW = "flow";

	private TelemetryNames() {
	}

}
