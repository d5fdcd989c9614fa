package io.alwayson.telemetry.opentelemetry;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is sent of exceptions that come again and again.
 */
class RepeatedExceptionsTests {

	private static final AttributeKey<String> STACK = AttributeKey.stringKey("exception.stacktrace");

	private static final AttributeKey<String> MESSAGE = AttributeKey.stringKey("exception.message");

	private static final AttributeKey<Long> REPEATED = AttributeKey.longKey("alwayson.exception.repeated");

	private final AtomicLong nanos = new AtomicLong();

	private final RepeatedExceptions exceptions = new RepeatedExceptions(this.nanos::get);

	@Test
	void firstHasItsStackTraceAndTheOthersTheirNumber() {
		Attributes first = exception("T", "order 1", "Shop.buy");
		assertThat(this.exceptions.collapse(first)).isSameAs(first);
		for (long number = 1; number <= 3; number++) {
			Attributes next = this.exceptions.collapse(exception("T", "order " + number, "Shop.buy"));
			assertThat(next.get(STACK)).isNull();
			assertThat(next.get(MESSAGE)).isEqualTo("order " + number);
			assertThat(next.get(REPEATED)).isEqualTo(number);
		}
	}

	@Test
	void anotherTypeOrPlaceIsAnotherException() {
		this.exceptions.collapse(exception("T", "m", "Shop.buy"));
		assertThat(this.exceptions.collapse(exception("U", "m", "Shop.buy")).get(STACK)).isNotNull();
		assertThat(this.exceptions.collapse(exception("T", "m", "Shop.sell")).get(STACK)).isNotNull();
	}

	@Test
	void eachMinuteHasOneStackTraceAndSaysHowManyThereWereMeanwhile() {
		for (int i = 0; i < 5; i++) {
			this.exceptions.collapse(exception("T", "m", "Shop.buy"));
		}
		this.nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
		Attributes shown = this.exceptions.collapse(exception("T", "m", "Shop.buy"));
		assertThat(shown.get(STACK)).isNotNull();
		assertThat(shown.get(REPEATED)).isEqualTo(4);
		this.nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
		assertThat(this.exceptions.collapse(exception("T", "m", "Shop.buy")).get(REPEATED)).isNull();
	}

	@Test
	void whatIsNoExceptionStays() {
		Attributes plain = Attributes.of(MESSAGE, "m");
		assertThat(this.exceptions.collapse(plain)).isSameAs(plain);
	}

	@Test
	void onlySoManyPlacesAreRemembered() {
		this.exceptions.collapse(exception("T", "m", "Shop.buy"));
		for (int place = 0; place < 1000; place++) {
			this.exceptions.collapse(exception("T", "m", "Shop.buy" + place));
		}
		assertThat(this.exceptions.collapse(exception("T", "m", "Shop.buy")).get(STACK)).isNotNull();
	}

	private static Attributes exception(String type, String message, String frame) {
		return Attributes.of(AttributeKey.stringKey("exception.type"), type, MESSAGE, message, STACK,
				type + ": " + message + "\n\tat " + frame + "(Shop.java:1)\n");
	}

}
