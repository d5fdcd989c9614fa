package io.alwayson.resilience.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.alwayson.resilience.azure.ApplicationClients;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The application's clients, as beans; those that we register are none.
 */
final class ApplicationClientBeans implements ApplicationClients {

	private static final Logger logger = LoggerFactory.getLogger(ApplicationClientBeans.class);

	private static final Set<String> OURS = Set.of(BlobClientRegistrar.FACTORY, KeyVaultClientRegistrar.FACTORY,
			EventHubClientRegistrar.FACTORY, ServiceBusClientRegistrar.FACTORY);

	private final ConfigurableListableBeanFactory beans;

	ApplicationClientBeans(ConfigurableListableBeanFactory beans) {
		this.beans = beans;
	}

	@Override
	public <T> List<T> all(Class<T> type) {
		List<T> clients = new ArrayList<>();
		for (String name : this.beans.getBeanNamesForType(type, false, false)) {
			if (!isOurs(name)) {
				try {
					clients.add(this.beans.getBean(name, type));
				}
				catch (BeansException ex) {
					// One that is made of ours is being made just now; any other that
					// fails fails for who wants it.
					logger.debug("'{}' is no client to adopt", name, ex);
				}
			}
		}
		return clients;
	}

	private boolean isOurs(String name) {
		return this.beans.containsBeanDefinition(name)
				&& OURS.contains(String.valueOf(this.beans.getBeanDefinition(name).getFactoryBeanName()));
	}

}
