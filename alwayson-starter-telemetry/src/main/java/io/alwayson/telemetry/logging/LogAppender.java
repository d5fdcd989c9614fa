package io.alwayson.telemetry.logging;

import java.util.Iterator;
import java.util.List;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.FilterReply;
import io.alwayson.workload.context.WorkloadContext;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.instrumentation.logback.appender.v1_0.OpenTelemetryAppender;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Hands the log lines of Logback to the sinks, from {@link #install()} until it is
 * closed, without a configuration file. An appender that the user configured is used
 * instead. What the exporters themselves log stays on the console: behind a sink that
 * fails each line would cause the next. What health checks log stays there too.
 */
public final class LogAppender implements AutoCloseable {

	private static final String NAME = "alwayson-opentelemetry";

	private static final List<String> EXPORTERS = List.of("io.opentelemetry.sdk.", "io.opentelemetry.exporter.",
			"com.azure.monitor.opentelemetry.");

	private final OpenTelemetry openTelemetry;

	private final List<LogAppenderCustomizer> customizers;

	private @Nullable OpenTelemetryAppender installed;

	/** Creates the appender; it does nothing yet. */
	public LogAppender(OpenTelemetry openTelemetry, List<LogAppenderCustomizer> customizers) {
		this.openTelemetry = openTelemetry;
		this.customizers = List.copyOf(customizers);
	}

	/** Begins to hand over. Does nothing where logs do not go through Logback. */
	public void install() {
		ILoggerFactory factory = LoggerFactory.getILoggerFactory();
		if (!(factory instanceof LoggerContext context)) {
			return;
		}
		OpenTelemetryAppender.install(this.openTelemetry);
		if (context.getLoggerList().stream().anyMatch((logger) -> isConfigured(logger.iteratorForAppenders()))) {
			return;
		}
		OpenTelemetryAppender appender = new OpenTelemetryAppender();
		appender.setName(NAME);
		appender.setContext(context);
		appender.setCaptureKeyValuePairAttributes(true);
		appender.addFilter(new NotFromExporters());
		appender.addFilter(new NotFromProbes());
		this.customizers.forEach((customizer) -> customizer.customize(appender));
		appender.setOpenTelemetry(this.openTelemetry);
		appender.start();
		context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
		this.installed = appender;
	}

	/** Ends it. */
	@Override
	public void close() {
		OpenTelemetryAppender appender = this.installed;
		if (appender != null && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
			context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(appender);
			appender.stop();
		}
	}

	private static boolean isConfigured(Iterator<? extends Appender<?>> appenders) {
		while (appenders.hasNext()) {
			Appender<?> appender = appenders.next();
			if (appender instanceof OpenTelemetryAppender || (appender instanceof AppenderAttachable<?> parent
					&& isConfigured(parent.iteratorForAppenders()))) {
				return true;
			}
		}
		return false;
	}

	private static final class NotFromExporters extends Filter<ILoggingEvent> {

		NotFromExporters() {
			start();
		}

		@Override
		public FilterReply decide(ILoggingEvent event) {
			String logger = event.getLoggerName();
			return EXPORTERS.stream().anyMatch(logger::startsWith) ? FilterReply.DENY : FilterReply.NEUTRAL;
		}

	}

	/**
	 * Lines that a health check causes: one that fails would repeat its stack trace every
	 * few seconds. What the monitor finds is not logged by the check.
	 */
	private static final class NotFromProbes extends Filter<ILoggingEvent> {

		NotFromProbes() {
			start();
		}

		@Override
		public FilterReply decide(ILoggingEvent event) {
			boolean probe = WorkloadContext.current().probe()
					|| event.getMDCPropertyMap().containsKey(WorkloadContext.PROBE_LINES);
			return probe ? FilterReply.DENY : FilterReply.NEUTRAL;
		}

	}

}
