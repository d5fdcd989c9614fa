package io.alwayson.health;

import io.alwayson.workload.KillSwitchSettings;
import org.jspecify.annotations.Nullable;

/**
 * Makes the store of the kill switch. All beans of this type are asked in order; the
 * first answer counts. A {@link SwitchStore} bean goes before all of them.
 */
@FunctionalInterface
public interface SwitchStoreFactory {

	/**
	 * The store, or {@code null} if it is none that this factory knows. Opens nothing.
	 * @param store what is configured
	 * @param settings to which it belongs
	 */
	@Nullable SwitchStore create(KillSwitchSettings.Store store, KillSwitchSettings settings);

}
