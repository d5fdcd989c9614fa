package io.alwayson.workload.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Networks in CIDR notation. Nothing is ever looked up. Immutable.
 */
public final class TrustedNetworks {

	private static final String OCTET = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";

	/** What is no such literal might be taken for a name, and looked up. */
	private static final Pattern LITERAL = Pattern
		.compile(OCTET + "(\\." + OCTET + "){3}|[0-9a-fA-F.]*:[0-9a-fA-F.:]*");

	private final List<Network> networks;

	/**
	 * Parses networks that were checked at start-up.
	 * @throws IllegalArgumentException if one is none
	 */
	public TrustedNetworks(List<String> networks) {
		this.networks = networks.stream().map(Network::of).toList();
	}

	/** Whether the address is in one of them; nobody's is not. */
	public boolean contain(@Nullable InetAddress address) {
		return address != null && this.networks.stream().anyMatch((network) -> network.contains(address));
	}

	/** The address that is written there, or {@code null} if none is. */
	public static @Nullable InetAddress address(@Nullable String text) {
		if (text == null || text.length() > 64) {
			return null;
		}
		int zone = text.indexOf('%');
		String literal = (zone >= 0) ? text.substring(0, zone) : text;
		if (!LITERAL.matcher(literal).matches()) {
			return null;
		}
		try {
			return InetAddress.getByName(literal);
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

	/**
	 * A network.
	 *
	 * @param address any address in it
	 * @param bits how many of its first bits are the network's
	 */
	private record Network(InetAddress address, int bits) {

		static Network of(String text) {
			int slash = text.indexOf('/');
			InetAddress address = TrustedNetworks.address(text.substring(0, Math.max(slash, 0)));
			if (address == null) {
				throw new IllegalArgumentException("Not a network in alwayson.inbound.trusted-networks: " + text);
			}
			return new Network(address, Integer.parseInt(text.substring(slash + 1)));
		}

		boolean contains(InetAddress other) {
			byte[] mine = this.address.getAddress();
			byte[] theirs = other.getAddress();
			if (mine.length != theirs.length || this.bits > 8 * mine.length) {
				return false;
			}
			for (int bit = 0; bit < this.bits; bit++) {
				int mask = 0x80 >> (bit % 8);
				if ((mine[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
					return false;
				}
			}
			return true;
		}

	}

}
