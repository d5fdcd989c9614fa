package io.alwayson.resilience.web;

import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.UserFlow;
import io.alwayson.workload.context.WorkloadContext;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.WebApplicationType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The door of a reactive server.
 */
class NettyInboundTests extends InboundContract {

	@Override
	WebApplicationType type() {
		return WebApplicationType.REACTIVE;
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
		Mono<String> context() {
			this.gate.handled.incrementAndGet();
			return Mono.deferContextual((view) -> Mono.just(describe(
					view.hasKey(WorkloadContext.KEY) ? view.<CallContext>get(WorkloadContext.KEY) : CallContext.NONE)));
		}

		@GetMapping("/report")
		@UserFlow("report")
		Mono<String> report() {
			return context();
		}

		@GetMapping("/report-without-thread")
		@UserFlow("report")
		Mono<String> reportWithoutThread() {
			return Mono.fromSupplier(this.gate::passReport).subscribeOn(Schedulers.boundedElastic());
		}

		@GetMapping({ "/hang", "/hang-without-thread" })
		Mono<String> hang() {
			return Mono.fromSupplier(this.gate::pass).subscribeOn(Schedulers.boundedElastic());
		}

	}

}
