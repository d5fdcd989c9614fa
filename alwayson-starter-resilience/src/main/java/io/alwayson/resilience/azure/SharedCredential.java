package io.alwayson.resilience.azure;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.ClientAuthenticationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The one credential of all Azure clients: keeps the tokens that it was asked for, and
 * renews them long before they expire, so that no call waits for Entra ID and an outage
 * there is known while the tokens still last. Thread-safe.
 */
public final class SharedCredential implements TokenCredential, AutoCloseable {

	/** Of one request for a token. */
	static final Duration LIMIT = Duration.ofSeconds(30);

	/**
	 * Between two tries to renew a token. Entra ID asks for five seconds at least, and
	 * there is time.
	 */
	static final Duration RETRY_AFTER = Duration.ofSeconds(30);

	/** What is left of a token that is of use: a call must arrive with it. */
	static final Duration LEFT = Duration.ofSeconds(30);

	private static final Duration TICK = Duration.ofSeconds(5);

	/** Services times tenants: a bound, should one ever ask for others without end. */
	private static final int MOST_KEPT = 64;

	private static final Logger logger = LoggerFactory.getLogger(SharedCredential.class);

	private final TokenCredential source;

	private final InstantSource clock;

	private final TokenSignals signals;

	private final Map<Purpose, Kept> kept = new ConcurrentHashMap<>();

	private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, SharedCredential::thread);

	/**
	 * Creates a credential that renews nothing by itself.
	 * @param source gives the tokens
	 * @param clock tells when they expire
	 * @param signals told of what becomes of renewals
	 */
	SharedCredential(TokenCredential source, InstantSource clock, TokenSignals signals) {
		this.source = source;
		this.clock = clock;
		this.signals = signals;
	}

	/**
	 * A credential that renews its tokens until it is closed, on a thread of its own.
	 * @param source gives the tokens
	 * @param clock tells when they expire
	 * @param signals told of what becomes of renewals
	 */
	public static SharedCredential renewing(TokenCredential source, InstantSource clock, TokenSignals signals) {
		SharedCredential credential = new SharedCredential(source, clock, signals);
		credential.timer.scheduleWithFixedDelay(credential::renew, TICK.toSeconds(), TICK.toSeconds(),
				TimeUnit.SECONDS);
		return credential;
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "alwayson-credential");
		thread.setDaemon(true);
		return thread;
	}

	/** Ends renewals; the tokens that are kept stay of use. */
	@Override
	public void close() {
		this.timer.shutdownNow();
	}

	@Override
	public Mono<AccessToken> getToken(TokenRequestContext request) {
		return Mono.defer(() -> {
			Kept own = kept(request);
			if (own == null) {
				return this.source.getToken(request);
			}
			if (request.getClaims() != null) {
				// The service refused the token that is kept, and says what it misses.
				return this.source.getToken(request).doOnNext(own::keep);
			}
			AccessToken token = own.token;
			return (token != null && isOfUse(token)) ? Mono.just(token) : own.acquire();
		});
	}

	private @Nullable Kept kept(TokenRequestContext request) {
		Purpose purpose = new Purpose(List.copyOf(request.getScopes()), request.getTenantId(), request.isCaeEnabled());
		Kept known = this.kept.get(purpose);
		if (known != null || this.kept.size() >= MOST_KEPT) {
			return known;
		}
		return this.kept.computeIfAbsent(purpose, (added) -> new Kept(request));
	}

	private boolean isOfUse(AccessToken token) {
		return this.clock.instant().plus(LEFT).isBefore(token.getExpiresAt().toInstant());
	}

	/** Begins to renew the tokens that are due, and waits for none. Never throws. */
	void renew() {
		Instant now = this.clock.instant();
		this.kept.values().stream().filter((own) -> own.isDue(now)).forEach(Kept::renew);
	}

	/** When the first of the tokens expires, {@code null} if there are none. */
	@Nullable Instant firstExpiry() {
		return this.kept.values()
			.stream()
			.map((own) -> own.token)
			.filter((token) -> token != null)
			.map((token) -> token.getExpiresAt().toInstant())
			.min(Instant::compareTo)
			.orElse(null);
	}

	@Override
	public String toString() {
		return "shared " + this.source.getClass().getSimpleName();
	}

	/** What tokens are for. */
	private record Purpose(List<String> scopes, @Nullable String tenant, boolean evaluated) {
	}

	/** A token and its successor. */
	private final class Kept {

		private final TokenRequestContext request;

		private final AtomicReference<@Nullable Mono<AccessToken>> underWay = new AtomicReference<>();

		private volatile @Nullable AccessToken token;

		private volatile Instant renewAt = Instant.MAX;

		private volatile boolean failing;

		Kept(TokenRequestContext request) {
			// A copy: the caller may change his.
			this.request = new TokenRequestContext().setScopes(List.copyOf(request.getScopes()))
				.setTenantId(request.getTenantId())
				.setCaeEnabled(request.isCaeEnabled());
		}

		/** All who ask at once share one request, which outlives those who give up. */
		Mono<AccessToken> acquire() {
			Mono<AccessToken> mine = Mono.defer(() -> SharedCredential.this.source.getToken(this.request))
				.switchIfEmpty(Mono.error(() -> new ClientAuthenticationException("There is no token", null)))
				.timeout(LIMIT)
				.doOnNext(this::keep)
				.doFinally((end) -> this.underWay.set(null))
				.cache();
			Mono<AccessToken> other = this.underWay.compareAndExchange(null, mine);
			return (other != null) ? other : mine;
		}

		private void keep(AccessToken given) {
			this.renewAt = renewAt(given);
			this.token = given;
		}

		/** When its issuer says, else after half of its life. */
		private Instant renewAt(AccessToken given) {
			if (given.getRefreshAt() != null) {
				return given.getRefreshAt().toInstant();
			}
			Instant now = SharedCredential.this.clock.instant();
			return now.plus(Duration.between(now, given.getExpiresAt().toInstant()).dividedBy(2));
		}

		boolean isDue(Instant now) {
			return !now.isBefore(this.renewAt);
		}

		void renew() {
			// Not again until this one has had its time.
			this.renewAt = SharedCredential.this.clock.instant().plus(RETRY_AFTER);
			acquire().subscribe((renewed) -> renewed(), this::notRenewed);
		}

		private void renewed() {
			boolean failed = this.failing;
			this.failing = false;
			if (failed && SharedCredential.this.kept.values().stream().noneMatch((other) -> other.failing)) {
				SharedCredential.this.signals.renewed();
			}
		}

		private void notRenewed(Throwable failure) {
			this.failing = true;
			AccessToken old = this.token;
			Instant expiry = (old != null) ? old.getExpiresAt().toInstant() : Instant.EPOCH;
			Duration left = Duration.between(SharedCredential.this.clock.instant(), expiry);
			logger.warn("No new token for {}: the last one lasts for {} more seconds ({})", this.request.getScopes(),
					Math.max(0, left.toSeconds()), failure.getClass().getSimpleName());
			logger.debug("No new token", failure);
			SharedCredential.this.signals.notRenewed(expiry);
		}

	}

}
