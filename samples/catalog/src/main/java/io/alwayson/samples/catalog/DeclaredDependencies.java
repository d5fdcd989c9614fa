package io.alwayson.samples.catalog;

import io.alwayson.health.HealthCheck;
import io.alwayson.samples.catalog.comment.CommentQueue;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Checks of the dependencies that application.yaml declares as {@code custom}: the name
 * of the bean is the name of the dependency.
 */
@Configuration(proxyBeanMethods = false)
class DeclaredDependencies {

	@Bean("comment-events")
	HealthCheck commentEvents(CommentQueue queue) {
		return () -> switch (queue.state()) {
			case READY -> HealthCheck.Answer.up();
			case FILLING -> HealthCheck.Answer.slow("FILLING");
			case FULL -> HealthCheck.Answer.down("FULL");
			case CLOSED -> HealthCheck.Answer.down("CLOSED");
		};
	}

}
