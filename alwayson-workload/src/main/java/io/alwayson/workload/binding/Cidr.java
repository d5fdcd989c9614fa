package io.alwayson.workload.binding;

import java.util.regex.Pattern;

/**
 * Shape of a network in CIDR notation. Only the shape: nothing is looked up.
 */
final class Cidr {

	private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");

	private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]{2,39}/(\\d{1,3})");

	private Cidr() {
	}

	static boolean isLegal(String network) {
		var ipv4 = IPV4.matcher(network);
		if (ipv4.matches()) {
			for (int octet = 1; octet <= 4; octet++) {
				if (Integer.parseInt(ipv4.group(octet)) > 255) {
					return false;
				}
			}
			return Integer.parseInt(ipv4.group(5)) <= 32;
		}
		var ipv6 = IPV6.matcher(network);
		return ipv6.matches() && network.contains(":") && Integer.parseInt(ipv6.group(1)) <= 128;
	}

}
