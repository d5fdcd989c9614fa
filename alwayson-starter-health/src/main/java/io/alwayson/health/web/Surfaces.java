package io.alwayson.health.web;

import java.nio.charset.StandardCharsets;

import io.alwayson.health.PublishedHealth;
import io.alwayson.health.Reply;
import io.alwayson.health.StampHealth;
import io.alwayson.health.Watchdog;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;

/**
 * What is answered ahead of security, and with what. Matches exact paths only: whatever
 * is spelled otherwise takes the way that everything takes.
 */
public final class Surfaces {

	/** The path that a load balancer polls, within the application. */
	public static final String STAMP = "/health/stamp";

	/** The path of the liveness probe, within the application. */
	public static final String LIVE = "/livez";

	/** The path of the readiness probe, within the application. */
	public static final String READY = "/readyz";

	/** The methods that are answered. */
	static final String ALLOWED = "GET, HEAD";

	static final String NO_STORE = "no-store";

	private static final Reply UP = new Probe(200, "UP");

	private static final Reply DOWN = new Probe(503, "DOWN");

	private static final Reply OUT_OF_SERVICE = new Probe(503, "OUT_OF_SERVICE");

	private final PublishedHealth published;

	private final Watchdog watchdog;

	private final ApplicationAvailability availability;

	/** Creates the surfaces over the verdict and the state of the process. */
	public Surfaces(PublishedHealth published, Watchdog watchdog, ApplicationAvailability availability) {
		this.published = published;
		this.watchdog = watchdog;
		this.availability = availability;
	}

	/**
	 * The reply for the path that begins at the given index, or {@code null} if it is
	 * none of ours.
	 */
	@Nullable Reply reply(String path, int start) {
		if (is(STAMP, path, start)) {
			return this.published.answer();
		}
		if (is(LIVE, path, start)) {
			boolean live = this.availability.getLivenessState() == LivenessState.CORRECT && this.watchdog.isSound();
			return live ? UP : DOWN;
		}
		if (is(READY, path, start)) {
			StampHealth verdict = this.published.verdict();
			boolean ready = this.availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC && verdict.ready()
					&& verdict.unready().isEmpty();
			return ready ? UP : OUT_OF_SERVICE;
		}
		return null;
	}

	/** Whether the path is that of a probe of Kubernetes. */
	static boolean isProbe(String path, int start) {
		return is(LIVE, path, start) || is(READY, path, start);
	}

	private static boolean is(String surface, String path, int start) {
		return path.length() - start == surface.length() && path.startsWith(surface, start);
	}

	static boolean isAllowed(String method) {
		return method.equals("GET") || method.equals("HEAD");
	}

	private static final class Probe implements Reply {

		private final int status;

		private final byte[] body;

		Probe(int status, String word) {
			this.status = status;
			this.body = ("{\"status\":\"" + word + "\"}").getBytes(StandardCharsets.UTF_8);
		}

		@Override
		public int status() {
			return this.status;
		}

		@Override
		public byte[] body() {
			return this.body;
		}

	}

}
