package io.alwayson.health.azure;

import java.time.Duration;

import io.alwayson.health.CheckResult;
import io.alwayson.health.PublishedHealth;
import io.alwayson.health.Routing;
import io.alwayson.health.StampHealth;
import org.awaitility.Awaitility;

import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application with one declared dependency says of it.
 */
final class Verdicts {

	private Verdicts() {
	}

	static StampHealth verdict(ApplicationContext context) {
		return context.getBean(PublishedHealth.class).verdict();
	}

	static StampHealth.Check check(ApplicationContext context) {
		return verdict(context).checks().get(0);
	}

	/** Waits for a last result such as {@code UP} or {@code DOWN HTTP_503}. */
	static void awaitState(ApplicationContext context, String expected) {
		Awaitility.await(expected)
			.atMost(Duration.ofSeconds(30))
			.pollInterval(Duration.ofMillis(20))
			.untilAsserted(() -> assertThat(stateOf(context)).isEqualTo(expected));
	}

	private static String stateOf(ApplicationContext context) {
		// A stamp that is STARTING has no checks yet.
		CheckResult result = verdict(context).checks().stream().findFirst().map(StampHealth.Check::result).orElse(null);
		if (result == null) {
			return "";
		}
		return (result.reason() != null) ? result.status() + " " + result.reason() : result.status().name();
	}

	static void awaitRouting(ApplicationContext context, Routing expected) {
		Awaitility.await(expected.toString())
			.atMost(Duration.ofSeconds(40))
			.pollInterval(Duration.ofMillis(20))
			.until(() -> verdict(context).routing() == expected);
	}

	static void awaitNextResult(ApplicationContext context) {
		CheckResult before = check(context).result();
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.pollInterval(Duration.ofMillis(10))
			.until(() -> check(context).result() != before);
	}

}
