package io.alwayson.workload;

import java.net.URI;

import io.alwayson.workload.binding.WorkloadBinder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DeclaredOrigins}.
 */
class DeclaredOriginsTests {

	private final DeclaredOrigins origins = new DeclaredOrigins(
			WorkloadBinder.bind(new MockEnvironment().withProperty("alwayson.dependencies.prices.type", "http")
				.withProperty("alwayson.dependencies.prices.endpoint", "https://Prices.example.com/api")
				.withProperty("alwayson.dependencies.orders.type", "http")
				.withProperty("alwayson.dependencies.orders.endpoint", "http://gateway:8080/orders")
				.withProperty("alwayson.dependencies.stock.type", "http")
				.withProperty("alwayson.dependencies.stock.endpoint", "http://gateway:8080/orders/stock")
				.withProperty("alwayson.dependencies.worker.type", "stamp-service")
				.withProperty("alwayson.dependencies.worker.endpoint", "http://worker")
				.withProperty("alwayson.dependencies.files.type", "blob")
				.withProperty("alwayson.dependencies.files.endpoint", "https://files.blob.core.windows.net")));

	@ParameterizedTest
	@CsvSource({ "https://prices.example.com/api/items,prices", "https://prices.example.com:443/api,prices",
			"https://PRICES.example.com/other,prices", "http://prices.example.com/api,",
			"https://prices.example.com:8443/api,", "https://example.com,", "http://gateway:8080/orders/7,orders",
			"http://gateway:8080/orders/stock/7,stock", "http://gateway:8080/orders/stockings,orders",
			"http://gateway:8080/other,", "http://worker:80/health,worker", "https://files.blob.core.windows.net/x,",
			"/relative,", "urn:isbn:1,", "http://under_score/," })
	void dependencyIsFoundByOriginAndThenByPath(URI uri, String expected) {
		Dependency dependency = this.origins.find(uri);
		assertThat((dependency != null) ? dependency.name() : null).isEqualTo(expected);
	}

}
