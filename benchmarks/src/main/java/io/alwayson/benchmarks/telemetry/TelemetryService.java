package io.alwayson.benchmarks.telemetry;

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A service that works for a moment, in an observation of its own.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@RestController
public class TelemetryService {

	private final ObservationRegistry observations;

	/** Creates the service. */
	TelemetryService(ObservationRegistry observations) {
		this.observations = observations;
	}

	/** Starts it; properties as Boot takes them. */
	public static void main(String[] args) {
		SpringApplication.run(TelemetryService.class, args);
	}

	@GetMapping("/work")
	String work() {
		return Observation.createNotStarted("inner", this.observations).observe(() -> "done");
	}

	@GetMapping("/fails")
	String fails() {
		work();
		throw new IllegalStateException("on purpose");
	}

	/** Nanoseconds of CPU, allocated bytes and, after a collection, used heap. */
	@GetMapping("/cost")
	String cost() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long bytes = 0;
		for (long allocated : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
			bytes += Math.max(allocated, 0);
		}
		return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() + " " + bytes;
	}

	/** Used heap, after a collection. */
	@GetMapping("/heap")
	String heap() {
		System.gc();
		return String.valueOf(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
	}

}
