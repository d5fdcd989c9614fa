package io.alwayson.telemetry;

import java.util.LinkedHashMap;
import java.util.Map;

import io.alwayson.workload.Stamp;

/**
 * Who sends the telemetry, in the words of each kind of sink.
 *
 * @param stamp the stamp
 * @param host name of the host, in Kubernetes that of the pod
 */
public record StampIdentity(Stamp stamp, String host) {

	/**
	 * The stamp as resource attributes, semantic conventions first. A release that was
	 * not said is left out.
	 */
	public Map<String, String> resourceAttributes() {
		Map<String, String> attributes = new LinkedHashMap<>();
		attributes.put(TelemetryNames.STAMP_ID, this.stamp.id());
		attributes.put(TelemetryNames.REGION, this.stamp.region());
		attributes.put(TelemetryNames.ENVIRONMENT, this.stamp.environment());
		attributes.put(TelemetryNames.INSTANCE, this.host);
		putRelease(attributes, TelemetryNames.RELEASE);
		return attributes;
	}

	/** The stamp as tags of metrics, for registries that have no resource. */
	public Map<String, String> tags() {
		Map<String, String> tags = new LinkedHashMap<>();
		tags.put("stamp", this.stamp.id());
		tags.put("region", this.stamp.region());
		tags.put("environment", this.stamp.environment());
		putRelease(tags, "release");
		return tags;
	}

	private void putRelease(Map<String, String> target, String name) {
		String release = this.stamp.release();
		if (release != null) {
			target.put(name, release);
		}
	}

}
