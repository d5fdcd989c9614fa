package io.alwayson.test.azure;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.alwayson.test.fault.FaultProxy;

/**
 * A Cosmos DB account with several regions, in front of one {@link CosmosEmulator}: each
 * region is a port with a {@link FaultProxy} of its own, which delays, hangs, answers 503
 * or refuses on demand, and counts what arrives.
 *
 * <pre class="code">
 * try (CosmosRegions account = CosmosRegions.of(cosmos, "West Europe", "North Europe")) {
 *     // point clients at account.endpoint(), then
 *     account.region("West Europe").hang();
 * }
 * </pre>
 *
 * <p>
 * The regions share their data: there is no replication, and so no lag. The account's own
 * address belongs to no region and never breaks. All addresses are on {@code localhost},
 * because the SDK builds names of regions out of names, not of numbers. Thread-safe.
 */
public final class CosmosRegions implements AutoCloseable {

	private final CosmosGateway gateway;

	private final String key;

	private final Map<String, FaultProxy> regions;

	private CosmosRegions(CosmosGateway gateway, String key, Map<String, FaultProxy> regions) {
		this.gateway = gateway;
		this.key = key;
		this.regions = regions;
	}

	/**
	 * An account that is written to in its first region, and read in all.
	 * @param emulator what holds the data
	 * @param names Azure's names, such as {@code West Europe}, at least one
	 */
	public static CosmosRegions of(CosmosEmulator emulator, String... names) {
		return start(emulator, false, names);
	}

	/**
	 * An account that is written to and read in all of its regions.
	 * @param emulator what holds the data
	 * @param names Azure's names, such as {@code West Europe}, at least one
	 */
	public static CosmosRegions withMultipleWrites(CosmosEmulator emulator, String... names) {
		return start(emulator, true, names);
	}

	private static CosmosRegions start(CosmosEmulator emulator, boolean multipleWrites, String... names) {
		if (names.length == 0) {
			throw new IllegalArgumentException("An account has at least one region.");
		}
		CosmosGateway gateway = CosmosGateway.to(emulator.endpoint());
		Map<String, FaultProxy> regions = new LinkedHashMap<>();
		List<CosmosGateway.Location> locations = new ArrayList<>();
		for (String name : names) {
			FaultProxy proxy = FaultProxy.to(gateway.uri());
			regions.put(name, proxy);
			locations.add(new CosmosGateway.Location(name, "http://localhost:" + proxy.port() + "/"));
		}
		gateway.describe(locations, multipleWrites);
		return new CosmosRegions(gateway, emulator.key(), regions);
	}

	/** Where clients find the account: {@code http://localhost:port}. */
	public URI endpoint() {
		return this.gateway.uri();
	}

	/** The same with the emulator's key, as a connection string. */
	public String connectionString() {
		return "AccountEndpoint=" + endpoint() + ";AccountKey=" + this.key + ";";
	}

	/**
	 * What makes a region fail.
	 * @param name as it was given
	 * @throws IllegalArgumentException if the account has no such region
	 */
	public FaultProxy region(String name) {
		FaultProxy region = this.regions.get(name);
		if (region == null) {
			throw new IllegalArgumentException("No region " + name + ": there are " + this.regions.keySet());
		}
		return region;
	}

	/** Closes all ports; the emulator and its data stay. */
	@Override
	public void close() {
		this.regions.values().forEach(FaultProxy::close);
		this.gateway.close();
	}

}
