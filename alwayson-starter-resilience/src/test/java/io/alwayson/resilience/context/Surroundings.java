package io.alwayson.resilience.context;

import java.time.Duration;

import io.alwayson.workload.Criticality;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.Deadline;
import io.alwayson.workload.context.WorkloadContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a thread knows of the work that it does.
 *
 * @param tenant from the MDC
 * @param observation name of the current one
 * @param user who is signed in
 * @param flow the user flow
 * @param due when the answer is due, or 0
 */
record Surroundings(@Nullable String tenant, @Nullable String observation, @Nullable String user, @Nullable String flow,
		long due) {

	private static final ObservationRegistry REGISTRY = registry();

	private static ObservationRegistry registry() {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler((context) -> true);
		return registry;
	}

	static Surroundings now() {
		Observation observation = REGISTRY.getCurrentObservation();
		Authentication user = SecurityContextHolder.getContext().getAuthentication();
		CallContext context = WorkloadContext.current();
		Deadline deadline = context.deadline();
		return new Surroundings(MDC.get("tenant"), (observation != null) ? observation.getContext().getName() : null,
				(user != null) ? user.getName() : null, context.flow(), (deadline != null) ? deadline.nanoTime() : 0);
	}

	/** Does something on a thread that knows all of it, until an answer is due. */
	static <T> T within(Duration time, Work<T> work) throws Exception {
		MDC.put("tenant", "contoso");
		SecurityContextHolder.setContext(new SecurityContextImpl(new TestingAuthenticationToken("ada", "secret")));
		Observation observation = Observation.createNotStarted("checkout", REGISTRY).start();
		WorkloadContext.Scope context = WorkloadContext.open(CallContext.NONE.withFlow("buy", Criticality.HIGH)
			.withDeadline(Deadline.after(time, System.nanoTime())));
		try (Observation.Scope scope = observation.openScope()) {
			assertThat(scope.getCurrentObservation()).isSameAs(observation);
			return work.call();
		}
		finally {
			context.close();
			observation.stop();
			SecurityContextHolder.clearContext();
			MDC.clear();
			assertThat(now().isNothing()).isTrue();
		}
	}

	boolean isNothing() {
		return this.tenant == null && this.observation == null && this.user == null && this.flow == null;
	}

	/** Whether it knows all that its caller knows, and has no more time. */
	boolean isThatOf(Surroundings caller) {
		return new Surroundings(this.tenant, this.observation, this.user, this.flow, caller.due()).equals(caller)
				&& this.due != 0 && this.due - caller.due() <= 0;
	}

	/** Something to do. */
	interface Work<T> {

		T call() throws Exception;

	}

}
