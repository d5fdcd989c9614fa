package io.alwayson.benchmarks;

import java.util.Arrays;

/**
 * What rounds say together: the median, and its 95 % interval, by the order of the rounds
 * alone. No distribution is assumed.
 */
public final class Rounds {

	private final double[] sorted;

	/** Takes one value for each round. */
	public Rounds(double[] values) {
		this.sorted = values.clone();
		Arrays.sort(this.sorted);
	}

	/** The median. */
	public double median() {
		int half = this.sorted.length / 2;
		return (this.sorted.length % 2 == 1) ? this.sorted[half] : (this.sorted[half - 1] + this.sorted[half]) / 2;
	}

	/** The rank below which the median lies with a chance of at most 2.5 %. */
	private int rank() {
		double below = 0;
		double term = Math.pow(0.5, this.sorted.length);
		for (int k = 0; k < this.sorted.length; k++) {
			below += term;
			if (below > 0.025) {
				return k;
			}
			term *= (double) (this.sorted.length - k) / (k + 1);
		}
		return 0;
	}

	/** Lower end of its interval. */
	public double low() {
		return this.sorted[Math.max(0, rank() - 1)];
	}

	/** Upper end of its interval. */
	public double high() {
		return this.sorted[this.sorted.length - 1 - Math.max(0, rank() - 1)];
	}

}
