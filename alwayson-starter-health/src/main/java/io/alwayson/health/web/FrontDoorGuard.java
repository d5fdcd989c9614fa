package io.alwayson.health.web;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;

import io.alwayson.workload.Inbound;
import io.alwayson.workload.web.TrustedNetworks;
import org.jspecify.annotations.Nullable;

/**
 * Lets in what came through a listed Front Door profile, by the header that Front Door
 * sets on each request, its own probes included. Whoever knows the id can set it too, so
 * it complements the network's rules and does not replace them. Open to all while no
 * profile is listed. Thread-safe.
 */
public final class FrontDoorGuard {

	/** The header that Front Door sets. */
	static final String HEADER = "X-Azure-FDID";

	private final List<byte[]> ids;

	private final TrustedNetworks exempt;

	/** Creates the guard of the given declaration. */
	public FrontDoorGuard(Inbound inbound) {
		this.ids = inbound.frontDoorIds().stream().map(FrontDoorGuard::bytes).toList();
		this.exempt = new TrustedNetworks(inbound.frontDoorIds().isEmpty() ? List.of() : inbound.trustedNetworks());
	}

	/** Whether anything is refused at all. */
	public boolean isActive() {
		return !this.ids.isEmpty();
	}

	/**
	 * Whether the request may go on. The path is the raw one, so that what another part
	 * of the application would normalize to a probe's path is none.
	 * @param path the raw path
	 * @param start where it begins within the application
	 * @param ids all values of the header
	 * @param caller who is at the other end of the connection, if that is known
	 */
	boolean admits(String path, int start, List<String> ids, @Nullable InetAddress caller) {
		return !isActive() || Surfaces.isProbe(path, start) || isListed(ids) || this.exempt.contain(caller);
	}

	/** Takes as long whatever is in it. */
	private boolean isListed(List<String> given) {
		if (given.size() != 1) {
			return false;
		}
		byte[] id = bytes(given.get(0).trim().toLowerCase(Locale.ROOT));
		boolean listed = false;
		for (byte[] known : this.ids) {
			listed |= MessageDigest.isEqual(known, id);
		}
		return listed;
	}

	private static byte[] bytes(String id) {
		return id.getBytes(StandardCharsets.UTF_8);
	}

}
