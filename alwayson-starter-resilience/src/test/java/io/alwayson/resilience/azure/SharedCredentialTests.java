package io.alwayson.resilience.azure;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.ClientAuthenticationException;
import io.alwayson.workload.context.DependencySignal;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SharedCredential} and {@link TokenSignals}, in time of their own.
 */
@Timeout(30)
class SharedCredentialTests {

	private static final String VAULT = "https://vault.azure.net/.default";

	private static final String STORAGE = "https://storage.azure.com/.default";

	private static final Duration LIFE = Duration.ofHours(1);

	private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

	private final List<String> asked = new ArrayList<>();

	private final List<DependencySignal> signals = new ArrayList<>();

	private Function<TokenRequestContext, Mono<AccessToken>> entra = (request) -> Mono.just(token(null));

	private final SharedCredential credential = new SharedCredential((request) -> {
		this.asked.add(request.getScopes().get(0));
		return this.entra.apply(request);
	}, this.now::get, new TokenSignals(List.of("secrets", "images"), this.signals::add));

	@AfterEach
	void close() {
		this.credential.close();
	}

	@Test
	void tokenIsAskedForOnceAndKeptForEachPurpose() {
		assertThat(get(VAULT)).isEqualTo(get(VAULT));
		get(STORAGE);
		assertThat(this.asked).containsExactly(VAULT, STORAGE);
		assertThat(this.credential.firstExpiry()).isEqualTo(this.now.get().plus(LIFE));
	}

	@Test
	void tokenIsRenewedHalfwayWithoutACall() {
		get(VAULT);
		after(LIFE.dividedBy(2).minusSeconds(1));
		assertThat(this.asked).hasSize(1);
		after(Duration.ofSeconds(1));
		assertThat(this.asked).hasSize(2);
		after(Duration.ofMinutes(10));
		assertThat(this.asked).hasSize(2);
		assertThat(this.credential.firstExpiry()).isEqualTo(this.now.get().minus(Duration.ofMinutes(10)).plus(LIFE));
	}

	@Test
	void issuerMaySayWhenToRenew() {
		this.entra = (request) -> Mono.just(token(Duration.ofMinutes(5)));
		get(VAULT);
		after(Duration.ofMinutes(5));
		assertThat(this.asked).hasSize(2);
	}

	@Test
	void outageOfTheIssuerIsKnownWhileTheTokenLasts() {
		AccessToken first = get(VAULT);
		this.entra = (request) -> Mono.error(new ClientAuthenticationException("AADSTS90033", null));
		after(LIFE.dividedBy(2));
		Instant expiry = first.getExpiresAt().toInstant();
		assertThat(this.signals).containsExactly(new DependencySignal("secrets", "TOKEN_NOT_RENEWED", expiry),
				new DependencySignal("images", "TOKEN_NOT_RENEWED", expiry));
		assertThat(get(VAULT)).isSameAs(first);
		after(SharedCredential.RETRY_AFTER.minusSeconds(1));
		assertThat(this.asked).hasSize(2);
		after(Duration.ofSeconds(1));
		assertThat(this.asked).hasSize(3);
		this.signals.clear();
		this.entra = (request) -> Mono.just(token(null));
		after(SharedCredential.RETRY_AFTER);
		assertThat(this.signals).extracting(DependencySignal::until).containsOnly(Instant.EPOCH);
		assertThat(get(VAULT)).isNotSameAs(first);
	}

	@Test
	void oneTokenThatIsRenewedDoesNotHideAnotherThatIsNot() {
		get(VAULT);
		get(STORAGE);
		this.entra = (request) -> request.getScopes().contains(VAULT)
				? Mono.error(new ClientAuthenticationException("AADSTS90033", null)) : Mono.just(token(null));
		after(LIFE.dividedBy(2));
		assertThat(this.signals).isNotEmpty().extracting(DependencySignal::until).doesNotContain(Instant.EPOCH);
	}

	@Test
	void tokenThatHasExpiredIsOfNoUse() {
		get(VAULT);
		this.entra = (request) -> Mono.error(new ClientAuthenticationException("AADSTS90033", null));
		this.now.updateAndGet((time) -> time.plus(LIFE).minus(SharedCredential.LEFT));
		assertThatExceptionOfType(ClientAuthenticationException.class).isThrownBy(() -> get(VAULT));
	}

	@Test
	void gaugeCountsDown() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		AtomicReference<SharedCredential> used = new AtomicReference<>();
		new TokenMetrics(used::get, this.now::get).bindTo(registry);
		TimeGauge gauge = registry.get("alwayson.resilience.token.remaining").timeGauge();
		assertThat(gauge.value(TimeUnit.MINUTES)).isNaN();
		used.set(this.credential);
		assertThat(gauge.value(TimeUnit.MINUTES)).isNaN();
		get(VAULT);
		this.now.updateAndGet((time) -> time.plus(Duration.ofMinutes(20)));
		assertThat(gauge.value(TimeUnit.MINUTES)).isEqualTo(40);
		this.now.updateAndGet((time) -> time.plus(LIFE));
		assertThat(gauge.value(TimeUnit.MINUTES)).isZero();
	}

	@Test
	void allWhoAskAtOnceShareOneRequest() {
		Sinks.One<AccessToken> answer = Sinks.one();
		this.entra = (request) -> answer.asMono();
		AtomicInteger given = new AtomicInteger();
		Mono<AccessToken> call = this.credential.getToken(request(VAULT));
		var leaver = call.subscribe();
		call.subscribe((token) -> given.incrementAndGet());
		leaver.dispose();
		answer.tryEmitValue(token(null));
		assertThat(given).hasValue(1);
		assertThat(this.asked).hasSize(1);
	}

	@Test
	void failureIsNotKept() {
		this.entra = (request) -> Mono.error(new ClientAuthenticationException("AADSTS90033", null));
		assertThatExceptionOfType(ClientAuthenticationException.class).isThrownBy(() -> get(VAULT));
		this.entra = (request) -> Mono.just(token(null));
		assertThat(get(VAULT)).isNotNull();
		assertThat(this.signals).isEmpty();
	}

	@Test
	void noTokenIsAFailure() {
		this.entra = (request) -> Mono.empty();
		assertThatExceptionOfType(ClientAuthenticationException.class).isThrownBy(() -> get(VAULT))
			.withMessage("There is no token");
	}

	@Test
	void refusedTokenIsAskedForAnew() {
		AccessToken kept = get(VAULT);
		AccessToken other = this.credential.getToken(request(VAULT).setClaims("{}")).block();
		assertThat(other).isNotNull().isNotSameAs(kept);
		assertThat(get(VAULT)).isSameAs(other);
		assertThat(this.asked).hasSize(2);
	}

	private void after(Duration time) {
		this.now.updateAndGet((instant) -> instant.plus(time));
		this.credential.renew();
	}

	private AccessToken get(String scope) {
		return this.credential.getTokenSync(request(scope));
	}

	private static TokenRequestContext request(String scope) {
		return new TokenRequestContext().addScopes(scope);
	}

	private AccessToken token(Duration refreshIn) {
		Instant issued = this.now.get();
		OffsetDateTime expiry = issued.plus(LIFE).atOffset(ZoneOffset.UTC);
		return new AccessToken("token", expiry,
				(refreshIn != null) ? issued.plus(refreshIn).atOffset(ZoneOffset.UTC) : null);
	}

}
