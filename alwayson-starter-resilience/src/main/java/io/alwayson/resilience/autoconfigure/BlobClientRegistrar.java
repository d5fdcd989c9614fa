package io.alwayson.resilience.autoconfigure;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
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
 * Registers a client for each declared blob dependency, under its name: lazy, and only a
 * fallback where the application has a client of its own. Not a {@code BeanRegistrar},
 * because that cannot see whether the name is taken.
 */
final class BlobClientRegistrar implements ImportBeanDefinitionRegistrar, EnvironmentAware {

	static final String FACTORY = "alwaysonBlobClients";

	private @Nullable Environment environment;

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		if (this.environment == null) {
			return;
		}
		for (Dependency dependency : WorkloadBinder.bind(this.environment).dependencies().values()) {
			if (dependency.target() instanceof Target.Blob blob && Dependency.CLIENT_AUTO.equals(dependency.client())
					&& !registry.containsBeanDefinition(dependency.name())) {
				registry.registerBeanDefinition(dependency.name(), definition(dependency.name(), blob));
			}
		}
	}

	private static RootBeanDefinition definition(String name, Target.Blob blob) {
		boolean wholeAccount = blob.container() == null;
		RootBeanDefinition definition = (RootBeanDefinition) BeanDefinitionBuilder
			.rootBeanDefinition(wholeAccount ? BlobServiceClient.class : BlobContainerClient.class)
			.setFactoryMethodOnBean(wholeAccount ? "service" : "container", FACTORY)
			.addConstructorArgValue(name)
			.setLazyInit(true)
			.getBeanDefinition();
		definition.setFallback(true);
		return definition;
	}

}
