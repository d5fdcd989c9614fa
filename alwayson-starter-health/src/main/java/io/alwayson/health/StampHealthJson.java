package io.alwayson.health;

import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

/**
 * Renders the body of {@code /health/stamp}, once for each verdict. Written by hand: no
 * JSON library is sure to be there, and only strings occur.
 */
final class StampHealthJson {

	private final StringBuilder json = new StringBuilder(512);

	private StampHealthJson() {
	}

	static byte[] render(StampHealth health) {
		return new StampHealthJson().write(health).json.toString().getBytes(StandardCharsets.UTF_8);
	}

	private StampHealthJson write(StampHealth health) {
		this.json.append('{');
		field("lastExecution", health.lastExecution().truncatedTo(ChronoUnit.MILLIS));
		field("stamp", health.stamp());
		field("status", health.status());
		field("routing", health.routing());
		field("routingReason", health.routingReason());
		name("own").append('{');
		field("status", health.own().status());
		field("routing", health.own().routing());
		this.json.append('}');
		field("cause", health.cause());
		if (health.killSwitch() != null) {
			write(health.killSwitch());
		}
		name("flows").append('[');
		health.flows().forEach((flow) -> {
			element();
			field("name", flow.name());
			field("status", flow.state());
			field("routing", flow.routing());
			field("cause", flow.cause());
			this.json.append('}');
		});
		this.json.append(']');
		name("checks").append('[');
		health.checks().forEach((check) -> {
			element();
			field("component", check.component());
			field("status", check.status());
			field("duration", check.duration());
			this.json.append('}');
		});
		this.json.append("]}");
		return this;
	}

	private void write(SwitchState killSwitch) {
		name("killSwitch").append('{');
		field("position", killSwitch.position());
		field("age", killSwitch.age().truncatedTo(ChronoUnit.SECONDS));
		field("error", killSwitch.error());
		this.json.append('}');
	}

	private void element() {
		separate();
		this.json.append('{');
	}

	private void field(String name, @Nullable Object value) {
		if (value != null) {
			name(name);
			string(value.toString());
		}
	}

	private StringBuilder name(String name) {
		separate();
		string(name);
		return this.json.append(':');
	}

	private void separate() {
		char last = this.json.charAt(this.json.length() - 1);
		if (last != '{' && last != '[') {
			this.json.append(',');
		}
	}

	private void string(String value) {
		this.json.append('"');
		for (int i = 0; i < value.length(); i++) {
			char character = value.charAt(i);
			if (character == '"' || character == '\\') {
				this.json.append('\\').append(character);
			}
			else if (character < ' ') {
				this.json.append(String.format("\\u%04x", (int) character));
			}
			else {
				this.json.append(character);
			}
		}
		this.json.append('"');
	}

}
