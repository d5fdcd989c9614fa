package io.alwayson.benchmarks.campaign;

import java.util.Arrays;
import java.util.List;

import io.alwayson.benchmarks.campaign.Service.Kind;

/**
 * Makes a dependency sick in every way, and then a service itself, under load that does
 * not wait, and prints what each kind of service made of it. Ends with 1 unless what is
 * claimed of ours holds.
 */
public final class Campaign {

	private static final List<Scenario> SCENARIOS = List.of(Scenario.values());

	private static final List<Kind> KINDS = List.of(Kind.values());

	private final List<String> wanted;

	private final Claims claims = new Claims();

	private Campaign(List<String> wanted) {
		this.wanted = wanted;
	}

	/** What is done beside the faults of one of two dependencies. */
	private enum Scenario {

		OUTAGE(Outage.HEAD, Outage::run), THROTTLED(Throttling.HEAD, Throttling::run),
		OVERLOAD(Overload.HEAD, Overload::run), CHAIN(Chain.HEAD, Chain::run);

		private final String head;

		private final Run run;

		Scenario(String head, Run run) {
			this.head = head;
			this.run = run;
		}

	}

	/** Does it with a kind of service. */
	private interface Run {

		void with(Kind kind, Claims claims) throws Exception;

	}

	/**
	 * Runs the named faults and scenarios, or all; of the named kinds of service, or all.
	 */
	public static void main(String[] args) throws Exception {
		System.exit(holds(args) ? 0 : 1);
	}

	/** Does that, and tells whether what is claimed of ours is true. */
	static boolean holds(String... args) throws Exception {
		Campaign campaign = new Campaign(Arrays.asList(args));
		campaign.run();
		return campaign.claims.hold();
	}

	private void run() throws Exception {
		boolean all = named(SickDependency.FAULTS).isEmpty() && named(SCENARIOS).isEmpty();
		List<Fault> faults = all ? SickDependency.FAULTS : named(SickDependency.FAULTS);
		List<Scenario> scenarios = all ? SCENARIOS : named(SCENARIOS);
		List<Kind> kinds = named(KINDS).isEmpty() ? KINDS : named(KINDS);
		System.out.print(faults.isEmpty() ? "" : SickDependency.HEAD);
		for (Fault fault : faults) {
			for (Kind kind : kinds) {
				new SickDependency(kind, fault).run(this.claims);
			}
		}
		for (Scenario scenario : scenarios) {
			System.out.print("\n" + scenario.head);
			for (Kind kind : kinds) {
				scenario.run.with(kind, this.claims);
			}
		}
	}

	private <E extends Enum<E>> List<E> named(List<E> values) {
		return values.stream().filter((value) -> this.wanted.contains(value.name())).toList();
	}

}
