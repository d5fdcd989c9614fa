package io.alwayson.resilience.azure;

import java.time.Duration;
import java.util.concurrent.Callable;

import io.alwayson.resilience.autoconfigure.ResilienceAmqpAutoConfiguration;
import io.alwayson.resilience.autoconfigure.ResilienceAutoConfiguration;
import io.alwayson.resilience.autoconfigure.ResilienceAzureAutoConfiguration;
import io.alwayson.test.azure.Azurite;
import io.alwayson.test.azure.CosmosEmulator;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds for the ready client of every declared Azure service while that service is
 * sick in one way or another, with nothing but the declaration: the service is not asked
 * more often than the policy and the budget allow, nobody waits beyond his deadline, and
 * when it is well again that is noticed. {@link SdkDefaultsTable} prints the same of the
 * SDK's defaults.
 */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class SickServicesIT {

	@RegisterExtension
	static final Azurite azurite = Azurite.blob();

	@RegisterExtension
	static final CosmosEmulator cosmos = CosmosEmulator.shared();

	private static final int CALLS_EACH = 40;

	private static final Duration DEADLINE = Duration.ofSeconds(2);

	/** 100 ms are allowed, the rest is for a busy machine. */
	private static final Duration LATE = Duration.ofMillis(600);

	/** Before a client of the application opens a link again. */
	private static final Duration PAUSE_OF_THE_SDK = Duration.ofSeconds(8);

	private static final int ATTEMPTS = 3;

	/** The budget's: tokens at the start. */
	private static final int BURST = 10;

	@ParameterizedTest
	@EnumSource
	void blobStorageIsNotAskedTooOftenAndKeepsNobodyWaiting(Sickness sickness) {
		holds(new SickService.BlobStorage(azurite), sickness);
	}

	@ParameterizedTest
	@EnumSource
	void vaultIsNotAskedTooOftenAndKeepsNobodyWaiting(Sickness sickness) {
		holds(new SickService.KeyVault(), sickness);
	}

	@ParameterizedTest
	@EnumSource
	void cosmosDbIsNotAskedTooOftenAndKeepsNobodyWaiting(Sickness sickness) {
		holds(new SickService.CosmosDb(cosmos), sickness);
	}

	@ParameterizedTest
	@EnumSource
	void eventHubIsNotAskedTooOftenAndKeepsNobodyWaiting(Sickness sickness) {
		holds(new SickService.EventHub(), sickness);
	}

	@ParameterizedTest
	@EnumSource
	void serviceBusIsNotAskedTooOftenAndKeepsNobodyWaiting(Sickness sickness) {
		holds(new SickService.ServiceBus(), sickness);
	}

	@ParameterizedTest
	@EnumSource(names = { "HANGING", "BREAKING_OFF", "UNAVAILABLE", "REFUSING" })
	void eventHubIsNotAskedMoreOftenByAProducerOfTheApplication(Sickness sickness) {
		holds(new SickService.OwnEventHub(), sickness, PAUSE_OF_THE_SDK);
	}

	@ParameterizedTest
	@EnumSource(names = { "HANGING", "BREAKING_OFF", "UNAVAILABLE", "REFUSING" })
	void serviceBusIsNotAskedMoreOftenByASenderOfTheApplication(Sickness sickness) {
		holds(new SickService.OwnServiceBus(), sickness, PAUSE_OF_THE_SDK);
	}

	private static void holds(SickService sick, Sickness sickness) {
		holds(sick, sickness, Duration.ofSeconds(2));
	}

	private static void holds(SickService sick, Sickness sickness, Duration wellWithin) {
		try (SickService service = sick) {
			service
				.declare(new ApplicationContextRunner().withConfiguration(
						AutoConfigurations.of(WorkloadAutoConfiguration.class, ResilienceAutoConfiguration.class,
								ResilienceAzureAutoConfiguration.class, ResilienceAmqpAutoConfiguration.class)))
				.run((context) -> {
					assertThat(context).hasNotFailed();
					Callable<?> call = service.call(context);
					SickSpell.untilWell(call, Duration.ofSeconds(10));
					SickSpell spell = SickSpell.of(service, sickness, call, CALLS_EACH, Duration.ofSeconds(60));
					assertThat(spell.ended()).isTrue();
					assertThat(spell.interrupted()).isZero();
					assertThat(spell.slowest()).isLessThan(DEADLINE.plus(LATE));
					assertThat(spell.arrivals()).isLessThanOrEqualTo((long) spell.calls() * ATTEMPTS)
						.isLessThanOrEqualTo((long) (1.1 * spell.calls() + spell.lasted().toMillis() / 1e3 + BURST));
					Duration recovery = SickSpell.untilWell(call, wellWithin);
					System.out.println(spell.row(service, sickness, recovery.toMillis() + " ms"));
				});
		}
	}

}
