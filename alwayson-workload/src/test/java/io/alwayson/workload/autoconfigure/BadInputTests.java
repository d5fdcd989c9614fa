package io.alwayson.workload.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import io.alwayson.workload.binding.InvalidWorkloadException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What a developer sees when a real application does not start: one block, each line with
 * key, value, problem and fix, and no stack trace.
 */
@ExtendWith(OutputCaptureExtension.class)
class BadInputTests {

	@Test
	void everythingThatIsWrongIsSaidInOneBlock(CapturedOutput output) {
		Map<String, Object> bad = new LinkedHashMap<>();
		bad.put("alwayson.stamp.id", "weu\r\nSet-Cookie: a=b");
		bad.put("alwayson.dependencies.catalog-db.type", "oracle");
		bad.put("alwayson.dependencies.prices.type", "http");
		bad.put("alwayson.dependencies.prices.endpoint", "http://prices");
		bad.put("alwayson.dependencies.prices.database", "prices");
		bad.put("alwayson.dependencies.prices.health.timeout", "-3s");
		bad.put("alwayson.dependencies.prices.resilience.first-delay", "2s");
		bad.put("alwayson.dependencies.pictures.type", "blob");
		bad.put("alwayson.dependencies.pictures.endpoint", "UseDevelopmentStorage=true;AccountKey");
		bad.put("alwayson.dependencies.catalogdb.endpoint", "http://phantom");
		bad.put("alwayson.flows.list-items.uses", "catalog-db,pricess");
		bad.put("alwayson.flows.list-items.routes[0]", "GET /items/{");
		assertThatThrownBy(() -> start(bad)).hasRootCauseInstanceOf(InvalidWorkloadException.class);
		assertThat(output.getOut()).contains("APPLICATION FAILED TO START")
			.doesNotContain("\tat ")
			.doesNotContain("degraded-above")
			.contains("alwayson.stamp.id = 'weu??Set-Cookie: a=b': is not a legal name")
			.contains("alwayson.dependencies.catalog-db.type = 'oracle': is not one of cosmos, blob")
			.contains("alwayson.dependencies.prices.database: does not fit type http")
			.contains("alwayson.dependencies.prices.health.timeout = '-3s': must be longer than zero")
			.contains("alwayson.dependencies.prices.resilience.first-delay = '2s': is longer than max-delay 500ms")
			.contains("alwayson.dependencies.pictures.endpoint: is a malformed connection string")
			.contains("alwayson.dependencies.catalogdb: differs from 'catalog-db' only by hyphens")
			.contains("alwayson.flows.list-items.uses = 'pricess': is not declared")
			.contains("alwayson.flows.list-items.routes = 'GET /items/{': has a malformed pattern");
	}

	private static void start(Map<String, Object> properties) {
		new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties(properties)
			.run()
			.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
