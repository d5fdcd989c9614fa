package io.alwayson.health.actuate;

import java.security.Principal;
import java.time.InstantSource;

import io.alwayson.health.KillSwitch;
import io.alwayson.health.PublishedHealth;
import io.alwayson.health.SwitchPosition;
import io.alwayson.health.TransitionHistory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * The Actuator endpoint {@code stamp}: the whole verdict, with reasons and causes, and
 * the last transitions. Where access is unrestricted, which it is not by default, it also
 * writes the kill switch.
 */
@Endpoint(id = "stamp", defaultAccess = Access.READ_ONLY)
public final class StampEndpoint {

	private static final int CONFLICT = 409;

	private static final Logger logger = LoggerFactory.getLogger(StampEndpoint.class);

	private final PublishedHealth published;

	private final TransitionHistory history;

	private final KillSwitch killSwitch;

	private final InstantSource clock;

	/** Creates the endpoint. */
	public StampEndpoint(PublishedHealth published, TransitionHistory history, KillSwitch killSwitch,
			InstantSource clock) {
		this.published = published;
		this.history = history;
		this.killSwitch = killSwitch;
		this.clock = clock;
	}

	/** The verdict as it is now, and what led to it. */
	@ReadOperation
	public StampReport stamp() {
		return new StampReport(this.published.verdict(), this.clock.instant(), this.history.latest());
	}

	/**
	 * Writes the kill switch where all pods read it. Refused without one: it would reach
	 * one pod of several.
	 * @param position in, out or maintenance
	 */
	@WriteOperation
	public WebEndpointResponse<SwitchAnswer> write(String position, SecurityContext caller) {
		SwitchPosition wanted = positionOf(position);
		if (wanted == null) {
			return refused(WebEndpointResponse.STATUS_BAD_REQUEST, "UNKNOWN_POSITION",
					"Say one of in, out, maintenance");
		}
		if (!this.killSwitch.isConfigured()) {
			return refused(CONFLICT, "NO_SWITCH",
					"Set alwayson.health.switch.file, or endpoint, container and blob, where all pods see it");
		}
		String error = this.killSwitch.write(wanted);
		logger.warn("Kill switch: {} wrote {}: {}", nameOf(caller), wanted, (error != null) ? error : "done");
		return (error == null)
				? new WebEndpointResponse<>(SwitchAnswer.written(wanted, this.killSwitch.followsWithin()))
				: refused(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE, error,
						"The store did not take it, or not in time: read it, and try again");
	}

	private static WebEndpointResponse<SwitchAnswer> refused(int status, String error, String message) {
		return new WebEndpointResponse<>(SwitchAnswer.refused(error, message), status);
	}

	private static @Nullable SwitchPosition positionOf(String word) {
		for (SwitchPosition position : SwitchPosition.values()) {
			if (position.name().equalsIgnoreCase(word)) {
				return position;
			}
		}
		return null;
	}

	private static String nameOf(SecurityContext caller) {
		Principal principal = caller.getPrincipal();
		String name = (principal != null) ? principal.getName() : null;
		return (name != null) ? name.replaceAll("\\p{Cntrl}", "?") : "somebody";
	}

}
