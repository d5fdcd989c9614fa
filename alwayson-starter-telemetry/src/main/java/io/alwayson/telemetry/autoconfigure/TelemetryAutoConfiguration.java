package io.alwayson.telemetry.autoconfigure;

import io.alwayson.telemetry.CorrelationIds;
import io.alwayson.telemetry.StampIdentity;
import io.alwayson.telemetry.messaging.ReceivedMessages;
import io.alwayson.telemetry.messaging.TraceMessageHeaders;
import io.alwayson.telemetry.opentelemetry.RequestLabelsLogProcessor;
import io.alwayson.telemetry.opentelemetry.RequestLabelsSpanProcessor;
import io.alwayson.workload.Workload;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Who this is and what a request is about, on every span and log record.
 */
@AutoConfiguration(after = WorkloadAutoConfiguration.class)
@ConditionalOnTelemetry
public final class TelemetryAutoConfiguration {

	private static final Logger logger = LoggerFactory.getLogger("io.alwayson.telemetry");

	TelemetryAutoConfiguration() {
	}

	@Bean
	TelemetryProperties alwaysonTelemetryProperties(Environment environment) {
		return TelemetryBinder.bind(environment, ClassUtils.getDefaultClassLoader());
	}

	/** Says at the start who reports what, where there are two that could. */
	@Bean
	SmartInitializingSingleton alwaysonInstrumentationNote(Environment environment) {
		return () -> OtherInstrumentation.present(environment, ClassUtils.getDefaultClassLoader())
			.forEach((other) -> logger.warn(other.line()));
	}

	@Bean
	@ConditionalOnMissingBean
	StampIdentity alwaysonStampIdentity(Workload workload, Environment environment) {
		return new StampIdentity(workload.stamp(), HostName.of(environment));
	}

	@Bean
	@ConditionalOnMissingBean
	CorrelationIds alwaysonCorrelationIds() {
		return new CorrelationIds();
	}

	@Bean
	@ConditionalOnMissingBean
	TraceMessageHeaders alwaysonTraceMessageHeaders(ObjectProvider<Tracer> tracer,
			ObjectProvider<Propagator> propagator) {
		return new TraceMessageHeaders(tracer::getIfUnique, propagator::getIfUnique);
	}

	@Bean
	@ConditionalOnMissingBean
	ReceivedMessages alwaysonReceivedMessages(ObjectProvider<ObservationRegistry> observations, CorrelationIds ids) {
		return new ReceivedMessages(observations.getIfUnique(() -> ObservationRegistry.NOOP), ids);
	}

	/** Static and lazy: a post-processor must not make other beans early. */
	@Bean
	static StampResourceAttributes alwaysonStampResourceAttributes(ObjectProvider<StampIdentity> identity) {
		return new StampResourceAttributes(identity, System::getenv);
	}

	@Bean
	@ConditionalOnMissingBean
	RequestLabelsSpanProcessor alwaysonRequestLabelsSpanProcessor() {
		return new RequestLabelsSpanProcessor();
	}

	@Bean
	@ConditionalOnMissingBean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	RequestLabelsLogProcessor alwaysonRequestLabelsLogProcessor() {
		return new RequestLabelsLogProcessor();
	}

}
