package io.alwayson.health.autoconfigure;

import java.util.List;

import io.alwayson.health.KillSwitch;
import io.alwayson.health.SwitchStore;
import io.alwayson.health.SwitchStoreFactory;
import io.alwayson.workload.KillSwitchSettings;
import io.alwayson.workload.binding.InvalidWorkloadException;
import io.alwayson.workload.binding.Violation;
import org.jspecify.annotations.Nullable;

/**
 * Finds the store of the kill switch. One that is configured and cannot be read ends the
 * start: nobody would notice until it is needed.
 */
final class SwitchAssembly {

	private final @Nullable SwitchStore own;

	private final List<SwitchStoreFactory> factories;

	SwitchAssembly(@Nullable SwitchStore own, List<SwitchStoreFactory> factories) {
		this.own = own;
		this.factories = factories;
	}

	KillSwitch assemble(KillSwitchSettings settings) {
		KillSwitchSettings.Store store = settings.store();
		return new KillSwitch((this.own != null || store == null) ? this.own : made(store, settings), settings);
	}

	private SwitchStore made(KillSwitchSettings.Store store, KillSwitchSettings settings) {
		for (SwitchStoreFactory factory : this.factories) {
			SwitchStore made = factory.create(store, settings);
			if (made != null) {
				return made;
			}
		}
		throw new InvalidWorkloadException(List.of(violation(store)));
	}

	private static Violation violation(KillSwitchSettings.Store store) {
		if (store instanceof KillSwitchSettings.Store.Blob) {
			return new Violation("alwayson.health.switch.endpoint", null, "needs a client for blobs and a credential",
					"Add com.azure:azure-storage-blob and com.azure:azure-identity, "
							+ "or define a bean of type BlobServiceClient or TokenCredential");
		}
		return new Violation("alwayson.health.switch.file", null, "has no SwitchStoreFactory", "Define one");
	}

}
