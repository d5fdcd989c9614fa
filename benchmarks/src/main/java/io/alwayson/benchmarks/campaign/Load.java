package io.alwayson.benchmarks.campaign;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * Requests that are made when they are due, whether earlier ones were answered or not;
 * timed from when they were due.
 */
final class Load {

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final List<CompletableFuture<Answer>> answers = new ArrayList<>();

	private final Duration patience;

	/** Waits so long for an answer, and then goes away. */
	Load(Duration patience) {
		this.patience = patience;
	}

	/**
	 * An answer, or none: then the status is 0.
	 *
	 * @param number of the request, from 0
	 * @param due when it was to be made
	 * @param status its HTTP status
	 * @param nanos from when it was due until it was there
	 */
	record Answer(long number, long due, int status, long nanos) {

		/**
		 * Whether there was an answer within the deadline of the calls that a request
		 * makes, which is 2 s, and a little for what is around them.
		 */
		boolean isInTime() {
			return this.status != 0 && this.nanos < TimeUnit.MILLISECONDS.toNanos(2_300);
		}

		boolean isGood() {
			return this.status == 200 && this.nanos < TimeUnit.SECONDS.toNanos(2);
		}

	}

	/** A request for a page, without more. */
	static LongFunction<HttpRequest.Builder> get(String uri) {
		return (number) -> HttpRequest.newBuilder(URI.create(String.format(Locale.ROOT, uri, number)));
	}

	/** Asks until the given point in time, on the calling thread. */
	void run(LongFunction<HttpRequest.Builder> requests, int perSecond, long until) {
		long period = TimeUnit.SECONDS.toNanos(1) / perSecond;
		long number = 0;
		for (long due = System.nanoTime(); due - until < 0; due += period) {
			for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
				LockSupport.parkNanos(left);
			}
			ask(requests.apply(number), number++, due);
		}
	}

	private void ask(HttpRequest.Builder request, long number, long due) {
		this.answers
			.add(this.client.sendAsync(request.timeout(this.patience).build(), HttpResponse.BodyHandlers.ofString())
				.handle((response, failure) -> new Answer(number, due, (response != null) ? response.statusCode() : 0,
						System.nanoTime() - due)));
	}

	/** All answers, once they are there. */
	List<Answer> answers() {
		return this.answers.stream().map(CompletableFuture::join).toList();
	}

	/** The share of some answers that are so; all of none. */
	static double share(List<Answer> answers, Predicate<Answer> condition) {
		return answers.isEmpty() ? 1 : (double) answers.stream().filter(condition).count() / answers.size();
	}

	/** How long they took, in milliseconds. */
	static double quantile(List<Answer> answers, double quantile) {
		long[] nanos = answers.stream().mapToLong(Answer::nanos).sorted().toArray();
		return (nanos.length == 0) ? 0 : nanos[Math.min(nanos.length - 1, (int) (quantile * nanos.length))] / 1e6;
	}

}
