package io.alwayson.resilience.autoconfigure;

import io.alwayson.workload.Dependency;
import io.alwayson.workload.Target;
import io.alwayson.workload.binding.WorkloadBinder;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers a client for each declared dependency of a kind, under its name: lazy, and
 * only a fallback where the application has a client of its own. Not a
 * {@code BeanRegistrar}, because that cannot see whether the name is taken.
 */
abstract class AzureClientRegistrar implements ImportBeanDefinitionRegistrar, EnvironmentAware {

	private final String factory;

	private @Nullable Environment environment;

	/**
	 * Creates a registrar.
	 * @param factory name of the bean that makes the clients
	 */
	AzureClientRegistrar(String factory) {
		this.factory = factory;
	}

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	/** The client of such a dependency, {@code null} for those of other kinds. */
	abstract @Nullable Client clientOf(Target target);

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		if (this.environment == null) {
			return;
		}
		for (Dependency dependency : WorkloadBinder.bind(this.environment).dependencies().values()) {
			Client client = clientOf(dependency.target());
			if (client != null && Dependency.CLIENT_AUTO.equals(dependency.client())
					&& !registry.containsBeanDefinition(dependency.name())) {
				registry.registerBeanDefinition(dependency.name(), definition(dependency.name(), client));
			}
		}
	}

	private RootBeanDefinition definition(String name, Client client) {
		RootBeanDefinition definition = (RootBeanDefinition) BeanDefinitionBuilder.rootBeanDefinition(client.type())
			.setFactoryMethodOnBean(client.method(), this.factory)
			.addConstructorArgValue(name)
			.setLazyInit(true)
			.getBeanDefinition();
		definition.setFallback(true);
		return definition;
	}

	/**
	 * A client of a dependency.
	 *
	 * @param type of the client
	 * @param method of the factory that gives it out, by the dependency's name
	 */
	record Client(Class<?> type, String method) {
	}

}
