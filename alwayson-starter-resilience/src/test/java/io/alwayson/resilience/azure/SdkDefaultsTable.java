package io.alwayson.resilience.azure;

import java.time.Duration;
import java.util.concurrent.Callable;

import io.alwayson.test.azure.Azurite;
import io.alwayson.test.azure.CosmosEmulator;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Prints of the SDK's defaults what {@link SickServicesIT} holds ours to. No test, and so
 * run by hand alone: {@code -Dtest=SdkDefaultsTable}. Takes ten minutes.
 */
class SdkDefaultsTable {

	@RegisterExtension
	static final Azurite azurite = Azurite.blob();

	@RegisterExtension
	static final CosmosEmulator cosmos = CosmosEmulator.shared();

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	@ParameterizedTest
	@EnumSource
	void blobStorage(Sickness sickness) throws InterruptedException {
		print(new SickService.BlobStorage(azurite), sickness);
	}

	@ParameterizedTest
	@EnumSource
	void vault(Sickness sickness) throws InterruptedException {
		print(new SickService.KeyVault(), sickness);
	}

	@ParameterizedTest
	@EnumSource
	void cosmosDb(Sickness sickness) throws InterruptedException {
		print(new SickService.CosmosDb(cosmos), sickness);
	}

	@ParameterizedTest
	@EnumSource
	void eventHub(Sickness sickness) throws InterruptedException {
		print(new SickService.EventHub(), sickness);
	}

	@ParameterizedTest
	@EnumSource
	void serviceBus(Sickness sickness) throws InterruptedException {
		print(new SickService.ServiceBus(), sickness);
	}

	private static void print(SickService sick, Sickness sickness) throws InterruptedException {
		try (SickService service = sick) {
			Callable<?> call = service.callBySdk();
			SickSpell.untilWell(call, PATIENCE);
			SickSpell spell = SickSpell.of(service, sickness, call, 40, PATIENCE);
			System.out.println(spell.row(service, sickness, recovery(call)));
		}
	}

	private static String recovery(Callable<?> call) {
		try {
			return SickSpell.untilWell(call, PATIENCE).toMillis() + " ms";
		}
		catch (ConditionTimeoutException ex) {
			return "> " + PATIENCE.toMillis() + " ms";
		}
	}

}
