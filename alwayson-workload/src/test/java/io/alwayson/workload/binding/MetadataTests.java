package io.alwayson.workload.binding;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

import io.alwayson.workload.Workload;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an IDE shows is what the binder does.
 */
class MetadataTests {

	@Test
	void theDefaultsInTheMetadataAreTheDefaultsOfTheBinder() throws IOException {
		Map<String, Object> written = new LinkedHashMap<>();
		for (JsonNode property : metadata().path("properties")) {
			if (property.has("defaultValue")) {
				written.put(property.path("name").asString(), property.path("defaultValue").asString());
			}
		}
		assertThat(written).hasSizeGreaterThan(20);
		written.put("alwayson.dependencies.one.type", "jdbc");
		assertThat(bind(written)).isEqualTo(bind(Map.of("alwayson.dependencies.one.type", "jdbc")));
	}

	@Test
	void everyKeyHasADescription() throws IOException {
		for (JsonNode property : metadata().path("properties")) {
			assertThat(property.path("description").asString("")).as(property.path("name").asString()).isNotBlank();
		}
	}

	private static Workload bind(Map<String, Object> properties) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
		return WorkloadBinder.bind(environment);
	}

	private static JsonNode metadata() throws IOException {
		try (InputStream metadata = MetadataTests.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			return JsonMapper.shared().readTree(metadata);
		}
	}

}
