package io.alwayson.kit.contract;

import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.reactive.context.AnnotationConfigReactiveWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

/**
 * A starter, and the applications that it is tried in: everything that Boot configures by
 * itself, and a real server where there is one.
 */
enum Starter {

	HEALTH("alwayson.health.defaults.interval", "-1s"),

	RESILIENCE("alwayson.resilience.defaults.max-attempts", "0"),

	TELEMETRY("alwayson.telemetry.azure-monitor.connection-string", "nonsense");

	private final String key;

	private final String badValue;

	Starter(String key, String badValue) {
		this.key = key;
		this.badValue = badValue;
	}

	String id() {
		return name().toLowerCase(Locale.ROOT);
	}

	/** A key of the starter, for which {@link #badValue()} is no value. */
	String key() {
		return this.key;
	}

	String badValue() {
		return this.badValue;
	}

	/** Names of Boot's beans that it stands in for on purpose. */
	Set<String> replaced() {
		// One processor per sink, in place of one for all of them.
		return (this == TELEMETRY)
				? Set.of("openTelemetryBatchLogRecordProcessor", "otelSpanProcessor", "spanProcessors") : Set.of();
	}

	String packageName() {
		return "io.alwayson." + id();
	}

	String enabledKey() {
		return "alwayson." + id() + ".enabled";
	}

	/** Whether the bean is one of the starter's, whatever its type. */
	boolean owns(ConfigurableListableBeanFactory beans, String name) {
		BeanDefinition definition = beans.containsBeanDefinition(name) ? beans.getBeanDefinition(name) : null;
		String factory = (definition != null) ? definition.getFactoryBeanName() : null;
		return isOurs(typeName(beans.getType(name, false))) || isOurs(name) || (factory != null && isOurs(factory))
				|| (factory != null && beans.containsBean(factory) && isOurs(typeName(beans.getType(factory, false))));
	}

	List<String> beanNames(ConfigurableListableBeanFactory beans) {
		return Arrays.stream(beans.getBeanDefinitionNames()).filter((name) -> owns(beans, name)).toList();
	}

	private boolean isOurs(String name) {
		return name.startsWith(packageName() + ".");
	}

	private static String typeName(@Nullable Class<?> type) {
		return (type != null) ? ClassUtils.getUserClass(type).getName() : "";
	}

	/** Applications without the other starters, not even their classes. */
	FilteredClassLoader alone() {
		List<Starter> others = Arrays.stream(values()).filter((other) -> other != this).toList();
		return new FilteredClassLoader(others.stream().map(Starter::packageName).toArray(String[]::new)) {

			/** Nor the files in which Boot finds them. */
			@Override
			public Enumeration<URL> getResources(String name) throws IOException {
				List<URL> resources = Collections.list(super.getResources(name));
				resources.removeIf((resource) -> others.stream()
					.anyMatch((other) -> resource.getPath().contains("/alwayson-starter-" + other.id())));
				return Collections.enumeration(resources);
			}

		};
	}

	/** One application of each kind, with real servers. */
	static List<AbstractApplicationContextRunner<?, ?, ?>> everywhere(ClassLoader classes) {
		return List.of(servlet(classes), reactive(classes), everything(new ApplicationContextRunner(), classes));
	}

	/** The same, without servers. */
	static List<AbstractApplicationContextRunner<?, ?, ?>> withoutServers(ClassLoader classes) {
		return List.of(everything(new WebApplicationContextRunner(), classes),
				everything(new ReactiveWebApplicationContextRunner(), classes),
				everything(new ApplicationContextRunner(), classes));
	}

	static WebApplicationContextRunner servlet(ClassLoader classes) {
		return everything(new WebApplicationContextRunner(AnnotationConfigServletWebServerApplicationContext::new),
				classes);
	}

	static ReactiveWebApplicationContextRunner reactive(ClassLoader classes) {
		return everything(
				new ReactiveWebApplicationContextRunner(AnnotationConfigReactiveWebServerApplicationContext::new),
				classes);
	}

	private static <T extends AbstractApplicationContextRunner<T, ?, ?>> T everything(T runner, ClassLoader classes) {
		return runner.withClassLoader(classes)
			.withUserConfiguration(Application.class)
			.withPropertyValues(hidden(classes), "server.port=0");
	}

	/** An application as users start it, with all starters and nothing declared. */
	static ConfigurableApplicationContext application(WebApplicationType type) {
		return new SpringApplicationBuilder(Application.class).web(type)
			.bannerMode(Banner.Mode.OFF)
			.run("--server.port=0");
	}

	/** A class loader hides types, and not the files that name them. */
	private static String hidden(ClassLoader classes) {
		List<String> hidden = new ArrayList<>();
		for (String candidate : ImportCandidates.load(AutoConfiguration.class, Starter.class.getClassLoader())) {
			if (candidate.startsWith("io.alwayson.") && !ClassUtils.isPresent(candidate, classes)) {
				hidden.add(candidate);
			}
		}
		return "spring.autoconfigure.exclude=" + String.join(",", hidden);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
