package io.alwayson.resilience.azure;

import java.io.IOException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import org.jspecify.annotations.Nullable;

/**
 * The regions of an account, which the SDK asks for and does not tell, by the same REST
 * operation, for which every data role has the right. It is not charged.
 */
final class CosmosAccount {

	private static final HttpHeaderName DATE = HttpHeaderName.fromString("x-ms-date");

	private static final HttpHeaderName VERSION = HttpHeaderName.fromString("x-ms-version");

	private static final String API_VERSION = "2020-07-15";

	private CosmosAccount() {
	}

	/**
	 * Where the account can be read, in its own order: that of failover.
	 * @throws IOException if it does not say
	 */
	static List<String> regions(HttpClient http, CosmosAccess access) throws IOException {
		String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
		HttpRequest request = new HttpRequest(HttpMethod.GET, access.address().resolve("/").toString())
			.setHeader(HttpHeaderName.ACCEPT, "application/json")
			.setHeader(HttpHeaderName.AUTHORIZATION, access.authorization(date))
			.setHeader(DATE, date)
			.setHeader(VERSION, API_VERSION);
		try (HttpResponse response = http.sendSync(request, Context.NONE)) {
			if (response.getStatusCode() != 200) {
				throw new IOException("The account " + access.address().getHost() + " answered with HTTP status "
						+ response.getStatusCode());
			}
			return parse(response.getBodyAsBinaryData().toBytes());
		}
	}

	static List<String> parse(byte[] account) throws IOException {
		try (JsonReader reader = JsonProviders.createReader(account)) {
			Map<String, Object> described = reader.readMap(JsonReader::readUntyped);
			List<String> names = new ArrayList<>();
			if (described != null && described.get("readableLocations") instanceof List<?> locations) {
				locations.forEach((location) -> add(location, names));
			}
			return names;
		}
	}

	private static void add(@Nullable Object location, List<String> names) {
		if (location instanceof Map<?, ?> map && map.get("name") instanceof String name) {
			names.add(name);
		}
	}

	/**
	 * In which order a stamp prefers them: its own region first.
	 * @param region of the stamp, spelled in either of Azure's ways
	 */
	static List<String> preferredIn(String region, List<String> regions) {
		List<String> ordered = new ArrayList<>(regions);
		ordered.sort((one, other) -> Boolean.compare(isSame(other, region), isSame(one, region)));
		return ordered;
	}

	/** Azure writes {@code West Europe} here and {@code westeurope} there. */
	private static boolean isSame(String one, String other) {
		return normalized(one).equals(normalized(other));
	}

	private static String normalized(String region) {
		return region.replace(" ", "").toLowerCase(Locale.ROOT);
	}

}
