package io.alwayson.workload;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The kinds of dependency that can be declared.
 */
public enum DependencyType {

	/**
	 * Azure Cosmos DB. Its default scope depends on the account's regions: global until
	 * they are known.
	 */
	COSMOS(FailureScope.GLOBAL),

	/** Azure Blob Storage. */
	BLOB(FailureScope.STAMP),

	/** Azure Event Hubs. */
	EVENT_HUBS(FailureScope.STAMP),

	/** Azure Service Bus. */
	SERVICE_BUS(FailureScope.STAMP),

	/** Azure Key Vault. */
	KEY_VAULT(FailureScope.STAMP),

	/** Any HTTP service. */
	HTTP(FailureScope.GLOBAL),

	/** A relational database behind a {@code DataSource} bean. */
	JDBC(FailureScope.STAMP),

	/** Another service of this stamp that has a stamp health endpoint of its own. */
	STAMP_SERVICE(FailureScope.STAMP),

	/** Checked by a bean of the dependency's name; its scope must be said. */
	CUSTOM(null);

	private final @Nullable FailureScope defaultScope;

	DependencyType(@Nullable FailureScope defaultScope) {
		this.defaultScope = defaultScope;
	}

	/**
	 * The scope of a dependency that does not say its own, or {@code null} where it must
	 * be said.
	 */
	public @Nullable FailureScope defaultScope() {
		return this.defaultScope;
	}

	/** The spelling in configuration, for example {@code event-hubs}. */
	public String id() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
