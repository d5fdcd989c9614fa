package io.alwayson.telemetry;

import io.alwayson.workload.Stamp;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

class StampIdentityTests {

	@Test
	void semanticConventionsComeFirst() {
		StampIdentity identity = new StampIdentity(new Stamp("weu-blue", "westeurope", "prod", "1.4.0"), "pod-1");
		assertThat(identity.resourceAttributes()).containsOnly(entry("alwayson.stamp.id", "weu-blue"),
				entry("cloud.region", "westeurope"), entry("deployment.environment.name", "prod"),
				entry("service.version", "1.4.0"), entry("service.instance.id", "pod-1"));
	}

	@Test
	void releaseThatWasNotSaidIsLeftOut() {
		StampIdentity identity = new StampIdentity(new Stamp("local", "local", "local", null), "pod-1");
		assertThat(identity.resourceAttributes()).doesNotContainKey("service.version");
		assertThat(identity.tags()).containsOnlyKeys("stamp", "region", "environment");
	}

}
