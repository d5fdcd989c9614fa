package io.alwayson.health.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import io.alwayson.health.HealthCheck;
import io.alwayson.health.StampHealth;
import io.alwayson.health.StampHealthListener;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * A small service with one dependency that does as it is told. Runs as a process of its
 * own, see {@link Pod}.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@RestController
public class PodApplication {

	private static final AtomicBoolean monitorBlocked = new AtomicBoolean();

	private volatile Mode mode;

	private volatile long takes;

	PodApplication(@Value("${pod.backend:UP}") Mode mode, @Value("${pod.backend-takes:0ms}") Duration takes) {
		this.mode = mode;
		this.takes = takes.toMillis();
	}

	/** Starts the service. */
	public static void main(String[] args) {
		if (List.of(args).contains("--" + WallClock.CAN_JUMP)) {
			WallClock.install();
		}
		SpringApplication.run(PodApplication.class, args);
	}

	@PostMapping("/work")
	String work(@RequestParam long ms) throws InterruptedException {
		Thread.sleep(ms);
		return "done";
	}

	@PostMapping("/backend/{mode}")
	void backend(@PathVariable Mode mode) {
		this.mode = mode;
	}

	@PostMapping("/wall-clock")
	void wallClock(@RequestParam Duration jump) {
		WallClock.jump(jump);
	}

	@PostMapping("/block-monitor")
	void blockMonitor() {
		monitorBlocked.set(true);
	}

	@GetMapping("/threads")
	List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("alwayson-"))
			.sorted()
			.toList();
	}

	@Bean
	HealthCheck backend() {
		return () -> {
			Mode now = this.mode;
			if (now == Mode.HANGS) {
				hangForEver();
			}
			Thread.sleep(this.takes);
			return (now == Mode.UP) ? HealthCheck.Answer.up() : HealthCheck.Answer.down("CONNECT_FAILED");
		};
	}

	/** As a native call does that nothing interrupts. */
	private static void hangForEver() {
		while (true) {
			LockSupport.park();
			Thread.interrupted();
		}
	}

	@Bean
	static StampHealthListener blocker() {
		return new StampHealthListener() {
			@Override
			public void onVerdict(StampHealth verdict) {
				if (monitorBlocked.get()) {
					hangForEver();
				}
			}
		};
	}

	enum Mode {

		UP, DOWN, HANGS

	}

}
