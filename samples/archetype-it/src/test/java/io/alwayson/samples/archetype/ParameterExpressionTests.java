package io.alwayson.samples.archetype;

import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The expressions of the archetype's parameters, without a Maven. Keywords in packages
 * are not theirs to find.
 */
class ParameterExpressionTests {

	private static Map<String, Pattern> expressions = Map.of();

	@BeforeAll
	static void read() throws Exception {
		try (var metadata = ParameterExpressionTests.class
			.getResourceAsStream("/META-INF/maven/archetype-metadata.xml")) {
			NodeList properties = DocumentBuilderFactory.newInstance()
				.newDocumentBuilder()
				.parse(metadata)
				.getElementsByTagName("requiredProperty");
			expressions = IntStream.range(0, properties.getLength())
				.mapToObj((i) -> (Element) properties.item(i))
				.collect(Collectors.toMap((property) -> property.getAttribute("key"), (property) -> Pattern
					.compile(property.getElementsByTagName("validationRegex").item(0).getTextContent())));
		}
	}

	@ParameterizedTest
	@CsvSource({ "groupId, com.example", "groupId, shop", "groupId, com.example-corp.x9", "artifactId, catalog",
			"artifactId, my-2nd-Catalog.api", "artifactId, 7th", "artifactId, a", "version, 1.0.0-SNAPSHOT",
			"version, 2.3.4", "version, 1.0.0-rc.1", "version, 1", "package, com.example.a1.b_2.c", "package, shop",
			"package, com.javaland", "serviceName, a", "serviceName, my-2nd-catalog",
			"serviceName, a234567890123456789012345678901234567890", "javaVersion, 17", "javaVersion, 25" })
	void legal(String name, String value) {
		assertThat(value).matches(expression(name));
	}

	@ParameterizedTest
	@CsvSource({ "groupId, com..example", "groupId, com example", "groupId, .com", "artifactId, my catalog",
			"artifactId, ..", "artifactId, ../catalog", "artifactId, a/b", "artifactId, -x", "artifactId, x.",
			"version, 1.0/2", "version, LATEST", "version, RELEASE", "version, ${x}", "package, com.example-x",
			"package, com.1example", "package, com.", "package, java.shop", "package, javax",
			"package, com.__version__", "serviceName, My_Service", "serviceName, double--hyphen", "serviceName, end-",
			"serviceName, 1st", "serviceName, a2345678901234567890123456789012345678901", "javaVersion, 8",
			"javaVersion, 170" })
	void illegal(String name, String value) {
		assertThat(value).doesNotMatch(expression(name));
	}

	private static Pattern expression(String name) {
		return Objects.requireNonNull(expressions.get(name), name);
	}

}
