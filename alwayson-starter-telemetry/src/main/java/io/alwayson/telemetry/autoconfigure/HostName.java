package io.alwayson.telemetry.autoconfigure;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.springframework.core.env.Environment;

/**
 * The name of this host: in Kubernetes the pod, on App Service the instance.
 */
final class HostName {

	private HostName() {
	}

	/** The variables first: asking the network may take seconds. */
	static String of(Environment environment) {
		for (String variable : new String[] { "HOSTNAME", "COMPUTERNAME" }) {
			String name = environment.getProperty(variable);
			if (name != null && !name.isBlank()) {
				return name.trim();
			}
		}
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "unknown";
		}
	}

}
