package io.alwayson.health.actuate;

import java.util.Locale;

import io.alwayson.health.NodeHealth;
import io.alwayson.health.Routing;
import io.alwayson.health.StampHealth;
import io.alwayson.health.StampTransition;
import io.alwayson.health.SwitchPosition;
import io.alwayson.health.SwitchState;
import io.alwayson.health.SwitchTransition;
import io.alwayson.health.Transition;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.HtmlUtils;

/**
 * The report as HTML that needs no script. All that comes from elsewhere is escaped.
 */
final class StampSnapshot {

	private final StringBuilder html = new StringBuilder(2048);

	private StampSnapshot() {
	}

	static String of(StampReport report) {
		return new StampSnapshot().write(report).html.toString();
	}

	private StampSnapshot write(StampReport report) {
		StampHealth verdict = report.verdict();
		element("h2", verdict.stamp() + ": " + verdict.status() + ", routing " + verdict.routing()
				+ ((verdict.routingReason() != null) ? " (" + verdict.routingReason() + ")" : ""));
		element("p", "Judged at " + verdict.lastExecution() + ", shown at " + report.at());
		if (verdict.cause() != null) {
			element("p", "Cause: " + verdict.cause());
		}
		if (verdict.killSwitch() != null) {
			element("p", words(verdict.killSwitch()));
		}
		this.html.append("<table><thead><tr>");
		for (String title : new String[] { "Kind", "Name", "State", "Routing", "Cause" }) {
			this.html.append("<th scope=\"col\">").append(title).append("</th>");
		}
		this.html.append("</tr></thead><tbody>");
		verdict.flows().forEach(this::row);
		verdict.groups().forEach(this::row);
		verdict.checks()
			.forEach((check) -> row("dependency", check.component(), check.status(), check.routing(),
					(check.since() != null) ? check.reason() + " since " + check.since() : check.reason()));
		this.html.append("</tbody></table>");
		element("h2", "Last transitions");
		this.html.append("<ol>");
		report.transitions().forEach((transition) -> element("li", words(transition)));
		this.html.append("</ol>");
		return this;
	}

	private void row(NodeHealth node) {
		row(kind(node), node.name(), node.state(), node.routing(), node.cause());
	}

	private void row(@Nullable Object... cells) {
		this.html.append("<tr>");
		for (@Nullable
		Object cell : cells) {
			element("td", (cell != null) ? cell : "");
		}
		this.html.append("</tr>");
	}

	private void element(String name, Object text) {
		this.html.append('<').append(name).append('>');
		this.html.append(HtmlUtils.htmlEscape(text.toString(), "UTF-8"));
		this.html.append("</").append(name).append('>');
	}

	private static String words(SwitchState killSwitch) {
		return "Kill switch (" + killSwitch.store() + "): " + killSwitch.position() + ", answered "
				+ ((killSwitch.answeredAt() != null) ? killSwitch.answeredAt() : "never")
				+ ((killSwitch.error() != null) ? ", now " + killSwitch.error() : "");
	}

	private static String words(Transition transition) {
		return (transition instanceof StampTransition it) ? words(it) : words((SwitchTransition) transition);
	}

	private static String words(SwitchTransition transition) {
		SwitchPosition now = transition.to().position();
		return transition.at() + " SWITCH " + transition.to().store() + ": " + transition.from().position() + " to "
				+ now + (now.refuses() ? ", routing " + Routing.REFUSE : "");
	}

	private static String words(StampTransition transition) {
		NodeHealth node = transition.node();
		return transition.at() + " " + kind(node) + " " + node.name() + ": " + transition.from() + " to " + node.state()
				+ ", routing " + node.routing() + ((node.cause() != null) ? ", " + node.cause() : "");
	}

	private static String kind(NodeHealth node) {
		return node.kind().name().toLowerCase(Locale.ROOT);
	}

}
