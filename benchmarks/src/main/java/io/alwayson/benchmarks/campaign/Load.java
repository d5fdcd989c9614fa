package io.alwayson.benchmarks.campaign;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests that are made when they are due, whether earlier ones were answered or not;
 * timed from when they were due.
 */
final class Load {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final List<CompletableFuture<Answer>> answers = new ArrayList<>();

	/** An answer, or none: then the status is 0. */
	record Answer(long due, int status, long nanos) {

		boolean isGood() {
			return this.status == 200 && this.nanos < TimeUnit.SECONDS.toNanos(2);
		}

	}

	/** Asks until the given point in time, on the calling thread. */
	void run(URI uri, int perSecond, long until) {
		long period = TimeUnit.SECONDS.toNanos(1) / perSecond;
		for (long due = System.nanoTime(); due - until < 0; due += period) {
			for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
				LockSupport.parkNanos(left);
			}
			ask(uri, due);
		}
	}

	private void ask(URI uri, long due) {
		HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
		this.answers.add(this.client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
			.handle((response, failure) -> new Answer(due, (response != null) ? response.statusCode() : 0,
					System.nanoTime() - due)));
	}

	/** All answers, once they are there. */
	List<Answer> answers() {
		return this.answers.stream().map(CompletableFuture::join).toList();
	}

}
