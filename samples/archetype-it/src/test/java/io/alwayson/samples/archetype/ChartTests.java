package io.alwayson.samples.archetype;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The chart of the sample, which is the chart that is generated: what Helm makes of it,
 * and whether its numbers fit those of application.yaml.
 */
class ChartTests {

	private static final Path SAMPLE = Path.of("../catalog").toAbsolutePath().normalize();

	private static final Path CHART = SAMPLE.resolve("deploy/chart");

	@Test
	void rendersOneObjectOfEachKind() {
		assertThat(render()).containsOnlyKeys("Deployment", "PodDisruptionBudget", "Service", "ServiceAccount");
	}

	@Test
	void theProbesAskTheMainPortAndThereIsNoPreStopHook() {
		Map<?, ?> container = container();
		assertThat(at(container, "livenessProbe", "httpGet")).isEqualTo(Map.of("path", "/livez", "port", "http"));
		assertThat(at(container, "startupProbe", "httpGet")).isEqualTo(Map.of("path", "/livez", "port", "http"));
		assertThat(at(container, "readinessProbe", "httpGet")).isEqualTo(Map.of("path", "/readyz", "port", "http"));
		assertThat(container.get("ports")).isEqualTo(List.of(Map.of("name", "http", "containerPort", 8080)));
		assertThat(container.containsKey("lifecycle")).isFalse();
	}

	@Test
	void theContainerIsNotRootAndWritesToVolumesOnly() {
		assertThat(at(pod(), "securityContext", "runAsNonRoot")).isEqualTo(true);
		assertThat(at(container(), "securityContext", "readOnlyRootFilesystem")).isEqualTo(true);
		assertThat(at(container(), "securityContext", "allowPrivilegeEscalation")).isEqualTo(false);
	}

	@Test
	void thePodMayTakeAsLongToStopAsTheServiceMay() throws IOException {
		Map<?, ?> application = new Yaml()
			.load(Files.readString(SAMPLE.resolve("src/main/resources/application.yaml")));
		String phase = String.valueOf(at(application, "spring", "lifecycle", "timeout-per-shutdown-phase"));
		int phaseSeconds = Integer.parseInt(phase.replace("s", ""));
		int drainDelay = 15;
		int telemetryFlush = 5;
		int margin = 5;
		// Behind the drain two phases may take their time: web server and worker.
		assertThat((Integer) pod().get("terminationGracePeriodSeconds"))
			.isGreaterThanOrEqualTo(drainDelay + 2 * phaseSeconds + telemetryFlush + margin);
		assertThat(drainDelay).isLessThan(phaseSeconds);
	}

	@ParameterizedTest
	@CsvSource({ "stamp.id, Weu_Blue", "stamp.region, ''", "image.digest, latest", "database.url, jdbc:h2:file:./data",
			"database.scope, everywhere", "replicas, 2", "terminationGracePeriodSeconds, 30", "replica, 3" })
	void aValueThatWouldNotWorkIsRefused(String name, String value) {
		assertThatIllegalStateException().isThrownBy(() -> template().set(name, value).call())
			.withMessageContaining("schema");
	}

	private static TemplateCommand template() {
		return new Helm(CHART).template()
			.withName("weu-blue")
			.withKubeVersion("1.33.0")
			.withValuesFile(CHART.resolve("ci/example-values.yaml"));
	}

	private static Map<String, Map<?, ?>> render() {
		Map<String, Map<?, ?>> byKind = new LinkedHashMap<>();
		for (Object document : new Yaml().loadAll(template().call())) {
			if (document instanceof Map<?, ?> object) {
				byKind.put(String.valueOf(object.get("kind")), object);
			}
		}
		return byKind;
	}

	private static Map<?, ?> pod() {
		return (Map<?, ?>) at(Objects.requireNonNull(render().get("Deployment")), "spec", "template", "spec");
	}

	private static Map<?, ?> container() {
		return (Map<?, ?>) ((List<?>) at(pod(), "containers")).get(0);
	}

	private static Object at(Map<?, ?> object, String... path) {
		Object value = object;
		for (String name : path) {
			value = Objects.requireNonNull(((Map<?, ?>) value).get(name), name);
		}
		return value;
	}

}
