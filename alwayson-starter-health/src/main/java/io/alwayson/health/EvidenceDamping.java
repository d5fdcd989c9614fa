package io.alwayson.health;

/**
 * Damps evidence that no thresholds damp, as {@link FlapDamping} says: what calls,
 * breakers and flows say. Trouble is whatever is no better than what is shown. Confined
 * to the monitor's timeline.
 */
final class EvidenceDamping {

	private final FlapDamping damping = new FlapDamping();

	private Evidence shown = Evidence.HEALTHY;

	private long troubleAt;

	/**
	 * What to show of the evidence.
	 * @param evidence what is known
	 * @param now in nanoseconds of the timeline
	 */
	Evidence damped(Evidence evidence, long now) {
		int change = evidence.state().severity() - this.shown.state().severity();
		if (change < 0 && this.damping.holds(this.troubleAt, now)) {
			return new Evidence(this.shown.state(), this.shown.evicts(), Reasons.FLAPPING, this.shown.since());
		}
		if (change > 0) {
			this.damping.fall(now);
		}
		if (change >= 0) {
			this.troubleAt = now;
		}
		this.shown = evidence;
		return evidence;
	}

}
