package io.alwayson.health.file;

import io.alwayson.health.SwitchStore;
import io.alwayson.health.SwitchStoreFactory;
import io.alwayson.workload.KillSwitchSettings;
import org.jspecify.annotations.Nullable;

/**
 * Makes the store of a kill switch that is a file.
 */
public final class FileSwitchStoreFactory implements SwitchStoreFactory {

	@Override
	public @Nullable SwitchStore create(KillSwitchSettings.Store store, KillSwitchSettings settings) {
		return (store instanceof KillSwitchSettings.Store.File file) ? new FileSwitchStore(file.path()) : null;
	}

}
