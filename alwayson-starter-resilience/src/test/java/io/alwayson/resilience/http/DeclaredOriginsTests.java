package io.alwayson.resilience.http;

import java.net.URI;
import java.time.Clock;
import java.util.List;

import io.alwayson.resilience.AttemptTimer;
import io.alwayson.resilience.Corridor;
import io.alwayson.resilience.Declaration;
import io.alwayson.resilience.Listeners;
import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.Timing;
import io.alwayson.resilience.engine.Resilience4jCircuitBreakers;
import io.alwayson.workload.Workload;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DeclaredOrigins}.
 */
class DeclaredOriginsTests {

	private static final Timing TIMING = new Timing(System::nanoTime, Clock.systemUTC(), () -> 0, (nanos) -> {
	});

	private final DeclaredOrigins origins = origins(Declaration.of("dependencies.prices.type=http",
			"dependencies.prices.endpoint=https://Prices.example.com/api", "dependencies.orders.type=http",
			"dependencies.orders.endpoint=http://gateway:8080/orders", "dependencies.stock.type=http",
			"dependencies.stock.endpoint=http://gateway:8080/orders/stock", "dependencies.worker.type=stamp-service",
			"dependencies.worker.endpoint=http://worker", "dependencies.files.type=blob",
			"dependencies.files.endpoint=https://files.blob.core.windows.net"));

	@ParameterizedTest
	@CsvSource({ "https://prices.example.com/api/items,prices", "https://prices.example.com:443/api,prices",
			"https://PRICES.example.com/other,prices", "http://prices.example.com/api,",
			"https://prices.example.com:8443/api,", "https://example.com,", "http://gateway:8080/orders/7,orders",
			"http://gateway:8080/orders/stock/7,stock", "http://gateway:8080/orders/stockings,orders",
			"http://gateway:8080/other,", "http://worker:80/health,worker", "https://files.blob.core.windows.net/x,",
			"/relative,", "urn:isbn:1,", "http://under_score/," })
	void dependencyIsFoundByOriginAndThenByPath(URI uri, String expected) {
		Corridor corridor = this.origins.find(uri);
		assertThat((corridor != null) ? corridor.dependency().name() : null).isEqualTo(expected);
	}

	private static DeclaredOrigins origins(Workload workload) {
		Resilience resilience = new Resilience(workload, new Resilience4jCircuitBreakers(TIMING, List.of()),
				new AttemptTimer(), List.of(), new Listeners(List.of(), List.of(), List.of()), TIMING);
		return new DeclaredOrigins(workload, resilience);
	}

}
