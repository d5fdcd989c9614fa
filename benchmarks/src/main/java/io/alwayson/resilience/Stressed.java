package io.alwayson.resilience;

import java.time.Clock;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.alwayson.resilience.engine.ConcurrencyLimits;
import io.alwayson.resilience.engine.Resilience4jCircuitBreakers;
import io.alwayson.workload.Workload;
import io.alwayson.workload.binding.WorkloadBinder;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What is put under stress. */
final class Stressed {

	private Stressed() {
	}

	/** Two equivalent dependencies. */
	static Workload workload(String... keysAndValues) {
		Map<String, Object> properties = new LinkedHashMap<>();
		for (String name : List.of("one", "other")) {
			properties.put("alwayson.dependencies." + name + ".type", "http");
			properties.put("alwayson.dependencies." + name + ".endpoint", "https://" + name + ".example");
		}
		properties.put("alwayson.groups.both.members", "one,other");
		for (String keyAndValue : keysAndValues) {
			String[] parts = keyAndValue.split("=");
			properties.put("alwayson.resilience.defaults." + parts[0], parts[1]);
		}
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("declaration", properties));
		return WorkloadBinder.bind(environment);
	}

	static Timing timing(LongSupplier nanoTime) {
		InstantSource clock = Clock.systemUTC();
		return new Timing(nanoTime, clock, () -> 1, TimeUnit.NANOSECONDS::sleep);
	}

	static Corridor corridor(WheelTimer timer, Executor workers, String... keysAndValues) {
		Timing timing = timing(System::nanoTime);
		return new Resilience(workload(keysAndValues),
				new Engines(new Resilience4jCircuitBreakers(timing, List.of()), new ConcurrencyLimits()),
				new Machinery(timer, workers, timing), new Adapters(List.of(), List.of()), (dependency) -> null,
				new Listeners(List.of(), List.of(), List.of()))
			.corridor("one");
	}

}
