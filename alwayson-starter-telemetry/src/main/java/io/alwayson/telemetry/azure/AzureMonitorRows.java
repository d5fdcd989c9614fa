package io.alwayson.telemetry.azure;

import java.util.List;

import io.alwayson.telemetry.TelemetryNames;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.resources.ResourceBuilder;
import org.jspecify.annotations.Nullable;

/**
 * What a row must say to be right in Azure Monitor. Its exporter drops all of the
 * resource but service and instance, and so that is all it gets: the service as the role
 * {@code <service>-<region>}, the rest of the identity on each row.
 */
public final class AzureMonitorRows {

	private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");

	private static final List<AttributeKey<String>> IDENTITY = List.of(AttributeKey.stringKey(TelemetryNames.STAMP_ID),
			AttributeKey.stringKey(TelemetryNames.REGION), AttributeKey.stringKey(TelemetryNames.ENVIRONMENT),
			AttributeKey.stringKey(TelemetryNames.RELEASE));

	private final Attributes identity;

	private final Resource resource;

	/**
	 * Reads the identity.
	 * @param resource the whole resource, as OTLP would send it
	 */
	public AzureMonitorRows(Resource resource) {
		AttributesBuilder identity = Attributes.builder();
		IDENTITY.forEach((key) -> {
			String value = resource.getAttribute(key);
			if (value != null) {
				identity.put(key, value);
			}
		});
		this.identity = identity.build();
		this.resource = resourceOf(resource);
	}

	/** The resource that Azure's exporter is shown. */
	public Resource resource() {
		return this.resource;
	}

	/** The identity, for each row. */
	List<Label> identity() {
		return this.identity.asMap()
			.entrySet()
			.stream()
			.map((label) -> new Label(label.getKey().getKey(), label.getValue().toString()))
			.toList();
	}

	/** The attributes with the identity added; what the row says itself stays. */
	Attributes stamped(Attributes attributes) {
		return Attributes.builder().putAll(this.identity).putAll(attributes).build();
	}

	private static Resource resourceOf(Resource resource) {
		ResourceBuilder builder = Resource.builder();
		String service = resource.getAttribute(SERVICE);
		String region = resource.getAttribute(AttributeKey.stringKey(TelemetryNames.REGION));
		builder.put(SERVICE, role(service, region));
		String instance = resource.getAttribute(AttributeKey.stringKey(TelemetryNames.INSTANCE));
		if (instance != null) {
			builder.put(TelemetryNames.INSTANCE, instance);
		}
		return builder.build();
	}

	private static String role(@Nullable String service, @Nullable String region) {
		String name = (service != null) ? service : "unknown_service";
		return (region != null) ? name + "-" + region : name;
	}

	/**
	 * One part of the identity.
	 *
	 * @param name name of the attribute
	 * @param value its value
	 */
	record Label(String name, String value) {
	}

}
