package io.alwayson.resilience.web;

import java.util.function.Supplier;

import io.alwayson.workload.context.UserFlow;
import io.alwayson.workload.context.WorkloadContext;

import org.springframework.boot.WebApplicationType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * The door of a servlet server.
 */
class TomcatInboundTests extends InboundContract {

	@Override
	WebApplicationType type() {
		return WebApplicationType.SERVLET;
	}

	@Override
	Class<?> controller() {
		return Controller.class;
	}

	/** Says what it knows. */
	@RestController
	static final class Controller {

		private final Gate gate;

		Controller(Gate gate) {
			this.gate = gate;
		}

		@GetMapping({ "/context", "/browse" })
		String context() {
			this.gate.handled.incrementAndGet();
			return describe(WorkloadContext.current());
		}

		@GetMapping("/report")
		@UserFlow("report")
		String report() {
			return context();
		}

		@GetMapping("/hang")
		String hang() {
			return this.gate.pass();
		}

		@GetMapping("/report-without-thread")
		@UserFlow("report")
		DeferredResult<String> reportWithoutThread() {
			return later(this.gate::passReport);
		}

		@GetMapping("/hang-without-thread")
		DeferredResult<String> hangWithoutThread() {
			return later(this.gate::pass);
		}

		private static DeferredResult<String> later(Supplier<String> answer) {
			DeferredResult<String> result = new DeferredResult<>();
			Thread thread = new Thread(() -> result.setResult(answer.get()), "gate");
			thread.setDaemon(true);
			thread.start();
			return result;
		}

	}

}
