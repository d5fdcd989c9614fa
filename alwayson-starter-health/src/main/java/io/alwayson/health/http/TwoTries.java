package io.alwayson.health.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.function.Function;

import io.alwayson.health.CheckResult;
import io.alwayson.health.HealthCheck.Answer;
import io.alwayson.health.ProbeCost;
import org.jspecify.annotations.Nullable;

/**
 * Asks for one path and, where the answer is none that is wanted, once more over another
 * connection: one leads to one pod of a service, which may be about to leave while the
 * others are well. Only what is said then counts. Thread-safe.
 */
final class TwoTries {

	/**
	 * Two, each of which the client repeats by itself where its connection ends before an
	 * answer begins.
	 */
	static final ProbeCost AT_MOST = ProbeCost.requests(4);

	/** Less is no time to ask in. */
	private static final Duration LEAST = Duration.ofMillis(1);

	private final HttpClient client;

	private final URI uri;

	private final Duration timeout;

	private final HttpResponse.BodyHandler<String> body;

	private final Function<HttpResponse<String>, Answer> meaning;

	/**
	 * Creates it, and asks nothing yet.
	 * @param timeout for both together
	 * @param body closes the connection after an answer that is not wanted
	 * @param meaning of an answer; it is wanted unless it means down
	 */
	TwoTries(HttpClient client, URI uri, Duration timeout, HttpResponse.BodyHandler<String> body,
			Function<HttpResponse<String>, Answer> meaning) {
		this.client = client;
		this.uri = uri;
		this.timeout = timeout;
		this.body = body;
		this.meaning = meaning;
	}

	Answer ask() throws IOException, InterruptedException {
		long start = System.nanoTime();
		Answer first;
		try {
			first = ask(this.timeout);
		}
		catch (HttpTimeoutException ex) {
			throw ex;
		}
		catch (IOException ex) {
			Answer second = askAgain(start);
			if (second == null) {
				throw ex;
			}
			return second;
		}
		Answer second = (first.status() == CheckResult.Status.DOWN) ? askAgain(start) : null;
		return (second != null) ? second : first;
	}

	/** The second answer, or {@code null} if there is none in time. */
	private @Nullable Answer askAgain(long start) throws IOException, InterruptedException {
		// Ends before the run's time does: what the first has said is known, and may move
		// less than a time-out does.
		Duration rest = this.timeout.minusNanos(System.nanoTime() - start).multipliedBy(3).dividedBy(4);
		if (rest.compareTo(LEAST) < 0) {
			return null;
		}
		try {
			return ask(rest);
		}
		catch (HttpTimeoutException ex) {
			return null;
		}
	}

	private Answer ask(Duration timeout) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(this.uri).timeout(timeout).GET().build();
		return this.meaning.apply(this.client.send(request, this.body));
	}

}
