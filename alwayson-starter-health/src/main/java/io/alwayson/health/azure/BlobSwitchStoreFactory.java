package io.alwayson.health.azure;

import java.util.List;

import com.azure.storage.blob.BlobServiceClientBuilder;
import io.alwayson.health.SwitchStore;
import io.alwayson.health.SwitchStoreFactory;
import io.alwayson.workload.KillSwitchSettings;
import org.jspecify.annotations.Nullable;

/**
 * Makes the store of a kill switch that is a blob. It goes through the application's own
 * client for that account, as the checks do.
 */
public final class BlobSwitchStoreFactory implements SwitchStoreFactory {

	/** What customizers of its own client are told. */
	static final String NAME = "health-switch";

	private final BlobClients clients;

	/**
	 * Creates the factory.
	 * @param beans the application's clients
	 * @param access how a client of our own gets in
	 * @param customizers of a client of our own, called in this order with the name
	 * {@code health-switch}
	 */
	public BlobSwitchStoreFactory(ClientBeans beans, AzureAccess access,
			List<HealthClientBuilderCustomizer<BlobServiceClientBuilder>> customizers) {
		this.clients = new BlobClients(beans, access, customizers);
	}

	@Override
	public @Nullable SwitchStore create(KillSwitchSettings.Store store, KillSwitchSettings settings) {
		if (!(store instanceof KillSwitchSettings.Store.Blob blob)) {
			return null;
		}
		return this.clients.isPossible(blob.endpoint()) ? new BlobSwitchStore(blob.container(), blob.blob(),
				() -> this.clients.at(blob.endpoint(), NAME, settings.timeout())) : null;
	}

}
