package io.alwayson.health.actuate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.alwayson.health.HealthState;
import io.alwayson.health.NodeHealth;
import io.alwayson.health.Routing;
import io.alwayson.health.RoutingReason;
import io.alwayson.health.StampHealth;
import io.alwayson.health.StampTransition;
import io.alwayson.health.SwitchPosition;
import io.alwayson.health.SwitchState;
import io.alwayson.health.SwitchTransition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StampPage}.
 */
class StampPageTests {

	private static final String HOSTILE = "\"><script>alert('x')</script>&amp;";

	private final String page = render();

	@Test
	void whatComesFromElsewhereStaysText() {
		assertThat(this.page).doesNotContain("<script>alert")
			.contains("<td>&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;</td>");
	}

	@Test
	void aSnapshotIsReadWithoutAScript() {
		assertThat(this.page).contains("UNHEALTHY, routing REFUSE (DRAIN)</h2>")
			.contains("<p>Judged at 2026-01-01T00:00:00Z, shown at 2026-01-01T00:00:02Z</p>")
			.contains("<p>Kill switch (blob): OUT, answered 2026-01-01T00:00:00Z, now HTTP_503</p>")
			.contains("<p>Cause: buy UNHEALTHY &lt;- partner TIMEOUT</p>")
			.contains("<td>dependency</td><td>partner</td><td>UNHEALTHY</td><td>REFUSE</td>"
					+ "<td>TIMEOUT since 2026-01-01T00:00:00Z</td>")
			.contains(
					"<li>2026-01-01T00:00:01Z SWITCH blob: IN to OUT, routing REFUSE</li><li>2026-01-01T00:00:01Z flow ");
	}

	@Test
	void thePolicyLetsExactlyTheStyleAndTheScriptOfThePageRun() throws Exception {
		Matcher policy = Pattern.compile("http-equiv=\"Content-Security-Policy\" content=\"([^\"]+)\"")
			.matcher(this.page);
		assertThat(policy.find()).isTrue();
		assertThat(policy.group(1)).isEqualTo("default-src 'none'; style-src " + hash("style") + "; script-src "
				+ hash("script") + "; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
				+ "require-trusted-types-for 'script'");
		assertThat(policy.start()).isLessThan(this.page.indexOf("<style>"));
	}

	@Test
	void thePageNamesNoOtherHost() {
		assertThat(this.page.replace("http://www.w3.org/2000/svg", "")).doesNotContain("://")
			.doesNotContain("src=\"")
			.doesNotContain("{{");
	}

	private String hash(String element) throws Exception {
		String text = this.page.substring(this.page.indexOf("<" + element + ">") + element.length() + 2,
				this.page.indexOf("</" + element + ">"));
		return "'sha256-"
				+ Base64.getEncoder()
					.encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)))
				+ "'";
	}

	private static String render() {
		Instant now = Instant.parse("2026-01-01T00:00:00Z");
		NodeHealth flow = new NodeHealth(NodeHealth.Kind.FLOW, HOSTILE, HealthState.UNHEALTHY, Routing.REFUSE, HOSTILE);
		SwitchState out = new SwitchState("blob", SwitchPosition.OUT, now, Duration.ofSeconds(2), "HTTP_503");
		StampHealth verdict = new StampHealth("weu-blue", HealthState.UNHEALTHY, Routing.REFUSE, RoutingReason.DRAIN,
				new StampHealth.Own(HealthState.UNHEALTHY, Routing.REFUSE), now, true, List.of(), List.of(flow),
				List.of(), List.of(new StampHealth.Check("partner", HealthState.UNHEALTHY, Routing.REFUSE, "TIMEOUT",
						now, null, null)),
				List.of(), "buy UNHEALTHY <- partner TIMEOUT", out);
		StampReport report = new StampReport(
				verdict, now.plusSeconds(2), List.of(
						new SwitchTransition(new SwitchState("blob", SwitchPosition.IN, now, Duration.ZERO, null), out,
								now.plusSeconds(1)),
						new StampTransition(HealthState.HEALTHY, flow, now.plusSeconds(1))));
		return new String(new StampPage().render(report), StandardCharsets.UTF_8);
	}

}
