package io.alwayson.health.autoconfigure;

import java.util.Arrays;
import java.util.List;

import io.alwayson.health.azure.ClientBeans;
import io.alwayson.workload.Dependency;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The application's clients, as beans. Lazy ones are made only when a check asks.
 */
final class AzureClientBeans implements ClientBeans {

	private static final String BEAN = "bean:";

	private final ListableBeanFactory beans;

	AzureClientBeans(ListableBeanFactory beans) {
		this.beans = beans;
	}

	@Override
	public boolean has(Class<?> type) {
		return names(type).length > 0;
	}

	@Override
	public <T> @Nullable T only(Class<T> type) {
		return this.beans.getBeanProvider(type).getIfUnique();
	}

	@Override
	public <T> @Nullable T bound(Class<T> type, Dependency dependency) {
		String client = dependency.client();
		if (client.equals(Dependency.CLIENT_NONE)) {
			return null;
		}
		String name = client.startsWith(BEAN) ? client.substring(BEAN.length()) : dependency.name();
		return (this.beans.containsBean(name) && this.beans.isTypeMatch(name, type)) ? this.beans.getBean(name, type)
				: null;
	}

	@Override
	public <T> List<T> all(Class<T> type) {
		return Arrays.stream(names(type)).map((name) -> this.beans.getBean(name, type)).toList();
	}

	@Override
	public <T> List<T> all(Class<T> type, Dependency dependency) {
		return dependency.client().equals(Dependency.CLIENT_NONE) ? List.of() : all(type);
	}

	/** Singletons alone, without making any. */
	private String[] names(Class<?> type) {
		return this.beans.getBeanNamesForType(type, false, false);
	}

}
