package io.alwayson.health.azure;

import java.util.List;
import java.util.Locale;

import io.alwayson.workload.FailureScope;
import org.jspecify.annotations.Nullable;

/**
 * The regions of a Cosmos DB account, and what follows from them for a stamp.
 *
 * @param readable where data can be read, as the account spells them
 * @param writable where data can be written, the first one first; several only in an
 * account with multiple write regions
 */
record AccountRegions(List<String> readable, List<String> writable) {

	/** Nothing is known, and so nothing follows. */
	static final AccountRegions UNKNOWN = new AccountRegions(List.of(), List.of());

	/** Copies the lists. */
	AccountRegions {
		readable = List.copyOf(readable);
		writable = List.copyOf(writable);
	}

	/**
	 * Where a stamp of that region is checked: in its own region, or, without a replica
	 * there, in the first write region. {@code null} if nothing is known.
	 */
	@Nullable String pinnedFor(String region) {
		return this.readable.stream()
			.filter((name) -> isSame(name, region))
			.findFirst()
			.orElseGet(() -> this.writable.stream().findFirst().orElse(null));
	}

	/** What a request must exclude to be answered there. */
	List<String> othersThan(String pinned) {
		return this.readable.stream().filter((name) -> !isSame(name, pinned)).toList();
	}

	/**
	 * Leaving the region helps if there is a replica to leave, and another one to go to.
	 */
	@Nullable FailureScope scopeFor(String region) {
		if (this.readable.isEmpty()) {
			return null;
		}
		boolean here = this.readable.stream().anyMatch((name) -> isSame(name, region));
		return (here && this.readable.size() > 1) ? FailureScope.REGIONAL : FailureScope.GLOBAL;
	}

	/**
	 * Where writes are pinned to if reads are pinned there; {@code null} with one write
	 * region, which all stamps write to.
	 */
	@Nullable String writeRegionOf(@Nullable String pinned) {
		boolean here = pinned != null && this.writable.size() > 1
				&& this.writable.stream().anyMatch((name) -> isSame(name, pinned));
		return here ? pinned : null;
	}

	/** Azure writes {@code West Europe} here and {@code westeurope} there. */
	static boolean isSame(String one, String other) {
		return normalized(one).equals(normalized(other));
	}

	private static String normalized(String region) {
		return region.replace(" ", "").toLowerCase(Locale.ROOT);
	}

}
