package io.alwayson.health;

import io.alwayson.workload.FailureScope;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a dependency does what this service needs of it. A bean of the name
 * of a declared dependency checks that dependency, whatever its type.
 *
 * <p>
 * Runs on a thread of its own, one run at a time, on the dependency's interval. A run
 * that exceeds the dependency's timeout is interrupted and counts as down; one that
 * ignores the interrupt is left behind, and at most one more is started beside it.
 */
@FunctionalInterface
public interface HealthCheck {

	/**
	 * Asks the dependency, in the cheapest way that proves something.
	 * @return what was found
	 * @throws Exception if the dependency could not be asked: it counts as down. The
	 * exception's text appears nowhere
	 */
	Answer check() throws Exception;

	/**
	 * What one run costs the dependency, as far as it is known by now: a check that is
	 * charged by the request may answer with what its last run was charged. Asked often
	 * and by the monitor: returns at once, and never throws. One request unless said.
	 */
	default ProbeCost cost() {
		return ProbeCost.requests(1);
	}

	/**
	 * What one run costs at most, where one that meets a failure asks again or elsewhere
	 * before it counts. As {@link #cost()} unless said, and asked as that is.
	 */
	default ProbeCost costAtMost() {
		return cost();
	}

	/**
	 * Which calls of the application prove the same as a run, so that a run can be spared
	 * while there are enough of them. As {@link #cost()}, asked often and by the monitor.
	 * None unless said: the check is always run.
	 */
	default Proof proves() {
		return Proof.NOTHING;
	}

	/**
	 * How far a failure of the dependency reaches, where that depends on what the check
	 * finds and the declaration leaves it open. As {@link #cost()}, asked often and by
	 * the monitor.
	 * @return the scope, or {@code null} as long as nothing better is known than before
	 */
	default @Nullable FailureScope scope() {
		return null;
	}

	/**
	 * What a check found.
	 *
	 * @param status the finding
	 * @param reason short upper-case code that explains it, or {@code null}; shown to
	 * anybody, see {@link Reasons#code}
	 * @param evicts whether a {@link CheckResult.Status#DOWN} may move traffic away, as
	 * far as the dependency's failure scope lets it; true but for sibling services that
	 * still accept traffic themselves
	 */
	record Answer(CheckResult.Status status, @Nullable String reason, boolean evicts) {

		/** A reason that is no code is shown to nobody: it becomes ERROR. */
		public Answer {
			reason = (reason != null) ? Reasons.code(reason) : null;
		}

		private static final Answer UP = new Answer(CheckResult.Status.UP, null, true);

		/** The dependency does what it should. */
		public static Answer up() {
			return UP;
		}

		/** The dependency works, and not as it should. */
		public static Answer slow(String reason) {
			return new Answer(CheckResult.Status.SLOW, reason, true);
		}

		/** The dependency does not work. */
		public static Answer down(String reason) {
			return new Answer(CheckResult.Status.DOWN, reason, true);
		}

		/** Nothing was learned: the last state stays and grows older. */
		public static Answer inconclusive(String reason) {
			return new Answer(CheckResult.Status.INCONCLUSIVE, reason, true);
		}

	}

}
