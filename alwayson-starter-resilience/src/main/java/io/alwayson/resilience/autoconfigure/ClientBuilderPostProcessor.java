package io.alwayson.resilience.autoconfigure;

import java.util.List;

import io.alwayson.resilience.ClientBuilderAdapter;
import io.alwayson.resilience.Resilience;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.Workload;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Protects what builder beans make, whoever defined them, where it is declared.
 */
final class ClientBuilderPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<ClientBuilderAdapter<?>> adapters;

	private final ObjectProvider<Workload> workload;

	private final ObjectProvider<Resilience> resilience;

	/**
	 * Creates a post-processor. Everything it needs is asked for when a builder comes:
	 * beans that it asked for before would escape all post-processors.
	 */
	ClientBuilderPostProcessor(ObjectProvider<ClientBuilderAdapter<?>> adapters, ObjectProvider<Workload> workload,
			ObjectProvider<Resilience> resilience) {
		this.adapters = adapters;
		this.workload = workload;
		this.resilience = resilience;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (bean.getClass().getName().startsWith("com.azure.")) {
			this.adapters.stream()
				.filter((adapter) -> adapter.type().isInstance(bean))
				.forEach((adapter) -> protect(adapter, bean));
		}
		return bean;
	}

	private <B> void protect(ClientBuilderAdapter<B> adapter, Object builder) {
		List<Dependency> declared = this.workload.getObject()
			.dependencies()
			.values()
			.stream()
			.filter((dependency) -> !Dependency.CLIENT_NONE.equals(dependency.client()))
			.toList();
		adapter.protect(adapter.type().cast(builder), declared, (name) -> this.resilience.getObject().corridor(name));
	}

}
