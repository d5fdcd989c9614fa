package io.alwayson.workload.web;

import java.util.List;

import io.alwayson.workload.binding.InvalidWorkloadException;
import io.alwayson.workload.binding.Violation;

import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.core.env.Environment;

/**
 * Whether the address of a caller is worth anything: on some platforms Boot believes
 * forwarding headers though nobody has said so, and then anybody can say where he is.
 */
public final class ForwardedAddresses {

	private static final String FORWARDING = "server.forward-headers-strategy";

	private ForwardedAddresses() {
	}

	/**
	 * Checks it, for parts that trust {@code alwayson.inbound.trusted-networks}.
	 * @throws InvalidWorkloadException if somebody has to decide first
	 */
	public static void check(Environment environment) {
		CloudPlatform platform = CloudPlatform.getActive(environment);
		if (platform != null && platform.isUsingForwardHeaders() && !environment.containsProperty(FORWARDING)) {
			throw new InvalidWorkloadException(List.of(new Violation(FORWARDING, null,
					"is missing: on " + platform + " the server then believes X-Forwarded-For, and anybody could say "
							+ "to be in alwayson.inbound.trusted-networks",
					"Say none; or native, where a proxy overwrites that header whoever has sent it")));
		}
	}

}
