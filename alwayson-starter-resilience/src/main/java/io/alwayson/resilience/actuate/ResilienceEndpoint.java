package io.alwayson.resilience.actuate;

import java.security.Principal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.alwayson.resilience.Corridor;
import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.ResilienceDescription;
import io.alwayson.resilience.Switches;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * The Actuator endpoint {@code resilience}: how calls to each declared dependency are
 * protected now. Where access is unrestricted, which it is not by default, it also forces
 * a circuit breaker and switches retries and hedges off, in this process and until it
 * ends.
 */
@Endpoint(id = "resilience", defaultAccess = Access.READ_ONLY)
public final class ResilienceEndpoint {

	private static final Logger logger = LoggerFactory.getLogger(ResilienceEndpoint.class);

	private final Resilience resilience;

	/** Creates the endpoint. */
	public ResilienceEndpoint(Resilience resilience) {
		this.resilience = resilience;
	}

	/** How all calls are protected now. */
	@ReadOperation
	public ResilienceReport resilience() {
		Map<String, DependencyReport> dependencies = new LinkedHashMap<>();
		for (String name : names()) {
			dependencies.put(name, DependencyReport.of(this.resilience.corridor(name)));
		}
		return new ResilienceReport(dependencies);
	}

	/** How calls to one dependency are protected now. */
	@ReadOperation
	public WebEndpointResponse<Record> dependency(@Selector String name) {
		return names().contains(name) ? new WebEndpointResponse<>(DependencyReport.of(this.resilience.corridor(name)))
				: unknown();
	}

	/**
	 * Switches what is named and leaves the rest. Nothing changes where anything is
	 * wrong.
	 * @param name the dependency
	 * @param circuitBreaker open, closed or automatic
	 * @param retries on or off
	 * @param hedges on or off
	 */
	@WriteOperation
	public WebEndpointResponse<Record> change(@Selector String name, @Nullable String circuitBreaker,
			@Nullable String retries, @Nullable String hedges, SecurityContext caller) {
		if (!names().contains(name)) {
			return unknown();
		}
		if (circuitBreaker == null && retries == null && hedges == null) {
			return refused("NOTHING_TO_CHANGE", "Say circuitBreaker, retries or hedges");
		}
		Switches.Circuit circuit = circuitOf(circuitBreaker);
		if (circuitBreaker != null && circuit == null) {
			return refused("UNKNOWN_CIRCUIT_BREAKER", "Say one of open, closed, automatic for circuitBreaker");
		}
		if (isNoSwitch(retries)) {
			return refused("UNKNOWN_RETRIES", "Say on or off for retries");
		}
		if (isNoSwitch(hedges)) {
			return refused("UNKNOWN_HEDGES", "Say on or off for hedges");
		}
		Corridor corridor = this.resilience.corridor(name);
		List<String> done = apply(corridor.switches(), circuit, retries, hedges);
		logger.warn("Resilience of '{}': {} set {}, until this process ends", name, nameOf(caller),
				String.join(", ", done));
		return new WebEndpointResponse<>(DependencyReport.of(corridor));
	}

	private static List<String> apply(Switches switches, Switches.@Nullable Circuit circuit, @Nullable String retries,
			@Nullable String hedges) {
		List<String> done = new ArrayList<>();
		if (circuit != null) {
			switches.circuit(circuit);
			done.add("circuit breaker " + circuit.name().toLowerCase(Locale.ROOT));
		}
		if (retries != null) {
			switches.retriesOff("off".equals(retries));
			done.add("retries " + retries);
		}
		if (hedges != null) {
			switches.hedgesOff("off".equals(hedges));
			done.add("hedges " + hedges);
		}
		return done;
	}

	private List<String> names() {
		return this.resilience.describe().stream().map(ResilienceDescription::dependency).toList();
	}

	private WebEndpointResponse<Record> unknown() {
		return new WebEndpointResponse<>(
				new Refusal("UNKNOWN_DEPENDENCY", "Declared are: " + String.join(", ", names())),
				WebEndpointResponse.STATUS_NOT_FOUND);
	}

	private static WebEndpointResponse<Record> refused(String error, String message) {
		return new WebEndpointResponse<>(new Refusal(error, message), WebEndpointResponse.STATUS_BAD_REQUEST);
	}

	private static boolean isNoSwitch(@Nullable String word) {
		return word != null && !"on".equals(word) && !"off".equals(word);
	}

	private static Switches.@Nullable Circuit circuitOf(@Nullable String word) {
		for (Switches.Circuit circuit : Switches.Circuit.values()) {
			if (circuit.name().equalsIgnoreCase(word)) {
				return circuit;
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
