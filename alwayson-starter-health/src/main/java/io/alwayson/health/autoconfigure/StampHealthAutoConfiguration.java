package io.alwayson.health.autoconfigure;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;

import io.alwayson.health.CallSignals;
import io.alwayson.health.Component;
import io.alwayson.health.DependencySignals;
import io.alwayson.health.FlowSignals;
import io.alwayson.health.HealthCheck;
import io.alwayson.health.HealthCheckFactory;
import io.alwayson.health.KillSwitch;
import io.alwayson.health.PublishedHealth;
import io.alwayson.health.StampHealthListener;
import io.alwayson.health.StampHealthMonitor;
import io.alwayson.health.SwitchStore;
import io.alwayson.health.SwitchStoreFactory;
import io.alwayson.health.TransitionHistory;
import io.alwayson.health.TransitionLog;
import io.alwayson.health.Watchdog;
import io.alwayson.health.actuate.Contributors;
import io.alwayson.health.event.TransitionPublisher;
import io.alwayson.health.file.FileSwitchStoreFactory;
import io.alwayson.health.http.HttpHealthCheckFactory;
import io.alwayson.health.jdbc.JdbcHealthCheckFactory;
import io.alwayson.health.lifecycle.DrainLifecycle;
import io.alwayson.health.lifecycle.MonitorLifecycle;
import io.alwayson.health.metrics.StampHealthMetrics;
import io.alwayson.health.observation.ProbeObservationPredicate;
import io.alwayson.workload.Workload;
import io.alwayson.workload.context.WarmUp;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationPredicate;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.health.registry.ReactiveHealthContributorRegistry;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.system.JavaVersion;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/**
 * Checks, judges and publishes the health of the stamp.
 */
@AutoConfiguration(after = { WorkloadAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class })
@ConditionalOnBooleanProperty(name = "alwayson.health.enabled", matchIfMissing = true)
public final class StampHealthAutoConfiguration {

	StampHealthAutoConfiguration() {
	}

	/** Depends on next to nothing: filters are made early. */
	@Bean
	@ConditionalOnMissingBean
	PublishedHealth publishedHealth(Workload workload) {
		return new PublishedHealth(workload.stamp().id(), Clock.systemUTC(), System::nanoTime);
	}

	/** As early as the verdict: liveness reads it. */
	@Bean
	@ConditionalOnMissingBean
	Watchdog stampHealthWatchdog(PublishedHealth published) {
		return new Watchdog(published, System::nanoTime);
	}

	@Bean
	@ConditionalOnMissingBean
	FlowSignals flowSignals(Workload workload) {
		return new FlowSignals(workload);
	}

	@Bean
	@ConditionalOnMissingBean
	DependencySignals dependencySignals(Workload workload) {
		return new DependencySignals(workload, Clock.systemUTC(), System::nanoTime);
	}

	@Bean
	@ConditionalOnMissingBean
	CallSignals callSignals(Workload workload) {
		return new CallSignals(workload);
	}

	@Bean
	@ConditionalOnMissingBean
	TransitionLog transitionLog() {
		return new TransitionLog();
	}

	@Bean
	@ConditionalOnMissingBean
	TransitionHistory transitionHistory() {
		return new TransitionHistory();
	}

	@Bean
	@ConditionalOnMissingBean
	TransitionPublisher transitionPublisher(ApplicationEventPublisher events) {
		return new TransitionPublisher(events);
	}

	@Bean
	@ConditionalOnMissingBean
	HttpHealthCheckFactory httpHealthCheckFactory() {
		return new HttpHealthCheckFactory();
	}

	@Bean
	@ConditionalOnMissingBean
	FileSwitchStoreFactory fileSwitchStoreFactory() {
		return new FileSwitchStoreFactory();
	}

	@Bean
	@ConditionalOnMissingBean
	KillSwitch killSwitch(Workload workload, ObjectProvider<SwitchStore> stores,
			ObjectProvider<SwitchStoreFactory> factories) {
		return new SwitchAssembly(stores.getIfAvailable(), factories.orderedStream().toList())
			.assemble(workload.health().killSwitch());
	}

	@Bean
	@ConditionalOnMissingBean
	StampHealthMonitor stampHealthMonitor(Workload workload, PublishedHealth published, FlowSignals flowSignals,
			DependencySignals dependencySignals, CallSignals callSignals, KillSwitch killSwitch, Watchdog watchdog,
			ObjectProvider<StampHealthListener> listeners, ObjectProvider<WarmUp> warmUps,
			ObjectProvider<HealthCheckFactory> factories, ObjectProvider<HealthContributorRegistry> contributors,
			ObjectProvider<ReactiveHealthContributorRegistry> reactiveContributors,
			ObjectProvider<HealthEndpointGroups> groups, ConfigurableListableBeanFactory beans,
			Environment environment) {
		List<HealthContributors> registries = new ArrayList<>(contributors.stream().toList());
		reactiveContributors.stream().forEach((registry) -> registries.add(registry.asHealthContributors()));
		List<Component> components = new ComponentAssembly(workload, beans.getBeansOfType(HealthCheck.class),
				factories.orderedStream().toList(), new Contributors(registries), new DataSourceLookup(beans),
				new ProbeGroups(groups.getIfAvailable()))
			.assemble();
		return new StampHealthMonitor(workload, components, flowSignals, dependencySignals, callSignals, published,
				killSwitch, listeners.orderedStream().toList(), warmUps.stream().toList(), watchdog, Clock.systemUTC(),
				System::nanoTime, checkThreads(environment));
	}

	/**
	 * Before Java 24 a virtual thread that waits inside {@code synchronized} holds its
	 * carrier, and there are as many carriers as cores: a few checks that hang, in a
	 * driver that locks so, would stop every virtual thread of the application (JEP 491).
	 */
	private static ThreadFactory checkThreads(Environment environment) {
		if (Threading.VIRTUAL.isActive(environment)
				&& JavaVersion.getJavaVersion().isEqualOrNewerThan(JavaVersion.TWENTY_FOUR)) {
			return new VirtualThreadTaskExecutor().getVirtualThreadFactory();
		}
		return (task) -> {
			Thread thread = new Thread(task);
			thread.setDaemon(true);
			return thread;
		};
	}

	@Bean
	@ConditionalOnMissingBean
	MonitorLifecycle stampHealthMonitorLifecycle(StampHealthMonitor monitor) {
		return new MonitorLifecycle(monitor);
	}

	@Bean
	@ConditionalOnMissingBean
	DrainLifecycle stampHealthDrainLifecycle(StampHealthMonitor monitor, Workload workload) {
		return new DrainLifecycle(monitor, workload.health());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ DataSourceBuilder.class, SimpleDriverDataSource.class })
	static class Jdbc {

		@Bean
		@ConditionalOnMissingBean
		JdbcHealthCheckFactory jdbcHealthCheckFactory(ConfigurableListableBeanFactory beans) {
			return new JdbcHealthCheckFactory(new DataSourceLookup(beans));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class Metrics {

		@Bean
		@ConditionalOnMissingBean
		StampHealthMetrics stampHealthMetrics(PublishedHealth published) {
			return new StampHealthMetrics(published, System::nanoTime);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ObservationPredicate.class)
	static class Observations {

		@Bean
		@ConditionalOnMissingBean
		ProbeObservationPredicate probeObservationPredicate() {
			return new ProbeObservationPredicate();
		}

	}

}
