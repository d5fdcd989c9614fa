package io.alwayson.health.azure;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.WorkloadContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The regions of a Cosmos DB account, which the SDK has no public way to tell, by the
 * REST operation that the SDK itself asks: a GET of the account's address, for which
 * every data role has the right. It is not charged, and asked every five minutes, on a
 * thread of its own; what was told last stays. Thread-safe.
 */
final class CosmosAccount {

	private static final Logger logger = LoggerFactory.getLogger(CosmosAccount.class);

	/** As often as the SDK. */
	private static final Duration REFRESH = Duration.ofMinutes(5);

	private static final Duration RETRY = Duration.ofSeconds(30);

	/** A check that waited longer would be slow. */
	private static final int PATIENCE = 4;

	private static final String SERVICE_SCOPE = "https://cosmos.azure.com/.default";

	private static final HttpHeaderName DATE = HttpHeaderName.fromString("x-ms-date");

	private static final HttpHeaderName VERSION = HttpHeaderName.fromString("x-ms-version");

	private final String dependency;

	private final URI address;

	private final Duration timeout;

	private final Supplier<@Nullable TokenCredential> credentials;

	private final LongSupplier nanoTime;

	private final AtomicBoolean asking = new AtomicBoolean();

	private final CountDownLatch asked = new CountDownLatch(1);

	private volatile AccountRegions regions = AccountRegions.UNKNOWN;

	private volatile @Nullable Long askedAt;

	private @Nullable HttpClient http;

	/**
	 * Nothing is asked yet.
	 * @param dependency names the thread
	 * @param address of the account
	 * @param timeout of a request
	 * @param credentials gives what the check gets in with, or {@code null}
	 * @param nanoTime as {@link System#nanoTime()}
	 */
	CosmosAccount(String dependency, URI address, Duration timeout, Supplier<@Nullable TokenCredential> credentials,
			LongSupplier nanoTime) {
		this.dependency = dependency;
		this.address = address;
		this.timeout = timeout;
		this.credentials = credentials;
		this.nanoTime = nanoTime;
	}

	/**
	 * What is known by now; asks again in the background when that is due. Waits for the
	 * very first answer, a part of the timeout.
	 */
	AccountRegions regions() throws InterruptedException {
		Long last = this.askedAt;
		if ((last == null || this.nanoTime.getAsLong() - last >= pause().toNanos())
				&& this.asking.compareAndSet(false, true)) {
			Thread thread = new Thread(this::refresh, "alwayson-health-cosmos-" + this.dependency);
			thread.setDaemon(true);
			thread.start();
		}
		if (last == null) {
			this.asked.await(this.timeout.toNanos() / PATIENCE, TimeUnit.NANOSECONDS);
		}
		return this.regions;
	}

	private Duration pause() {
		return this.regions.equals(AccountRegions.UNKNOWN) ? RETRY : REFRESH;
	}

	private void refresh() {
		WorkloadContext.Scope probe = WorkloadContext.open(CallContext.PROBE);
		try {
			this.regions = ask();
		}
		catch (Exception ex) {
			logger.debug("The regions of {} could not be asked for", this.dependency, ex);
		}
		finally {
			probe.close();
			this.askedAt = this.nanoTime.getAsLong();
			this.asking.set(false);
			this.asked.countDown();
		}
	}

	private AccountRegions ask() throws IOException {
		TokenCredential credential = this.credentials.get();
		if (credential == null) {
			return this.regions;
		}
		HttpRequest request = new HttpRequest(HttpMethod.GET, this.address.resolve("/").toString())
			.setHeader(HttpHeaderName.ACCEPT, "application/json")
			.setHeader(HttpHeaderName.AUTHORIZATION,
					URLEncoder.encode("type=aad&ver=1.0&sig=" + token(credential, this.address),
							StandardCharsets.UTF_8))
			.setHeader(DATE, DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)))
			.setHeader(VERSION, "2020-07-15");
		HttpClient client = this.http;
		if (client == null) {
			client = HttpTransport.within(this.timeout);
			this.http = client;
		}
		try (HttpResponse response = client.sendSync(request, Context.NONE)) {
			if (response.getStatusCode() != 200) {
				throw new IOException("HTTP status " + response.getStatusCode());
			}
			return parse(response.getBodyAsBinaryData().toBytes());
		}
	}

	/**
	 * For the account, else for the service, as the SDK does: not all tenants know both.
	 */
	static String token(TokenCredential credential, URI address) {
		try {
			String scope = address.getScheme() + "://" + address.getHost() + "/.default";
			return credential.getTokenSync(new TokenRequestContext().addScopes(scope)).getToken();
		}
		catch (RuntimeException ex) {
			if (CheckCredential.isLate(ex)) {
				throw ex;
			}
			logger.debug("No token for the account {}", address.getHost(), ex);
			return credential.getTokenSync(new TokenRequestContext().addScopes(SERVICE_SCOPE)).getToken();
		}
	}

	static AccountRegions parse(byte[] account) throws IOException {
		try (JsonReader reader = JsonProviders.createReader(account)) {
			Map<String, Object> described = reader.readMap(JsonReader::readUntyped);
			return (described != null) ? new AccountRegions(names(described.get("readableLocations")),
					names(described.get("writableLocations"))) : AccountRegions.UNKNOWN;
		}
	}

	private static List<String> names(@Nullable Object locations) {
		List<String> names = new ArrayList<>();
		if (locations instanceof List<?> list) {
			list.forEach((location) -> {
				if (location instanceof Map<?, ?> map && map.get("name") instanceof String name) {
					names.add(name);
				}
			});
		}
		return names;
	}

}
