package io.alwayson.telemetry.autoconfigure;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/**
 * On unless {@code alwayson.telemetry.enabled} is {@code false}. Also on for a value that
 * is neither: so it comes to the check that ends the start.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ConditionalOnProperty(name = "alwayson.telemetry.enabled", matchIfMissing = true)
@interface ConditionalOnTelemetry {

}
