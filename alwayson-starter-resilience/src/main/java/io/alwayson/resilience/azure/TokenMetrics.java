package io.alwayson.resilience.azure;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * How long the tokens last that are there. Its name is a contract.
 */
public final class TokenMetrics implements MeterBinder {

	/**
	 * Gauge: time until the first token of the shared credential expires, zero when it
	 * has; not a number before there is one.
	 */
	public static final String REMAINING = "alwayson.resilience.token.remaining";

	private final Supplier<@Nullable SharedCredential> credential;

	private final InstantSource clock;

	/**
	 * Creates the gauge.
	 * @param credential the shared credential, {@code null} before it is used
	 * @param clock tells when its tokens expire
	 */
	public TokenMetrics(Supplier<@Nullable SharedCredential> credential, InstantSource clock) {
		this.credential = credential;
		this.clock = clock;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		TimeGauge.builder(REMAINING, this, TimeUnit.MILLISECONDS, TokenMetrics::remainingMillis)
			.description("Time until the first token of the shared credential expires")
			.register(registry);
	}

	private double remainingMillis() {
		SharedCredential used = this.credential.get();
		Instant expiry = (used != null) ? used.firstExpiry() : null;
		return (expiry != null) ? Math.max(0, Duration.between(this.clock.instant(), expiry).toMillis()) : Double.NaN;
	}

}
