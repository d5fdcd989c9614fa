package io.alwayson.health.actuate;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

import io.alwayson.health.HealthCheck;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A service whose stamp page only user {@code user} with password {@code pass} may see,
 * and whose dependencies do as they are told.
 */
final class PageServer implements AutoCloseable {

	/** The name of a dependency that would rather be markup. */
	static final String HOSTILE = "\"><img src=x onerror='owned=1'><script>owned=1<\\x2fscript>";

	private final ConfigurableApplicationContext context;

	private PageServer(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Starts one.
	 * @param server the server's name, as its classes begin
	 */
	static PageServer start(String server, String... properties) {
		List<String> all = new ArrayList<>(List.of("server.port=0", "server.shutdown=immediate",
				"spring.main.banner-mode=off", "logging.level.root=WARN", "logging.level.io.alwayson=ERROR",
				"management.endpoints.web.exposure.include=stamp", "spring.security.user.password=pass",
				"alwayson.health.defaults.interval=500ms", "alwayson.health.defaults.retry-interval=100ms",
				"alwayson.dependencies.partner.type=custom", "alwayson.dependencies.partner.failure-scope=stamp",
				"alwayson.flows.buy.uses=partner",
				"spring.autoconfigure.exclude=" + String.join(",", excluded(server))));
		all.addAll(Arrays.asList(properties));
		ConfigurableApplicationContext context = new SpringApplicationBuilder(App.class).web(typeOf(server))
			.properties(all.toArray(String[]::new))
			.run();
		assertThat(((WebServerApplicationContext) context).getWebServer().getClass().getSimpleName()).contains(server);
		return new PageServer(context);
	}

	static WebApplicationType typeOf(String server) {
		return server.equals("Netty") ? WebApplicationType.REACTIVE : WebApplicationType.SERVLET;
	}

	/** All servers are on the class path. */
	static List<String> excluded(String server) {
		List<String> excluded = new ArrayList<>();
		excluded.add("org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration");
		for (String other : new String[] { "Tomcat", "Jetty" }) {
			if (other.equals(server)) {
				continue;
			}
			String autoconfigure = "org.springframework.boot." + other.toLowerCase(Locale.ROOT) + ".autoconfigure.";
			for (String style : new String[] { "Servlet", "Reactive" }) {
				excluded.add(autoconfigure + style.toLowerCase(Locale.ROOT) + "." + other + style
						+ "WebServerAutoConfiguration");
				excluded
					.add(autoconfigure + "actuate.web.server." + other + style + "ManagementContextAutoConfiguration");
			}
		}
		return excluded;
	}

	URI uri(String path) {
		String port = this.context.getEnvironment()
			.getProperty("local.management.port",
					this.context.getEnvironment().getRequiredProperty("local.server.port"));
		return URI.create("http://localhost:" + port + path);
	}

	/** What the dependency {@code partner} answers from now on. */
	void partner(HealthCheck.Answer answer) {
		this.context.getBean(App.class).partner.set(answer);
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class App {

		private final AtomicReference<HealthCheck.Answer> partner = new AtomicReference<>(HealthCheck.Answer.up());

		@Bean(HOSTILE)
		HealthIndicator hostile() {
			return () -> Health.up().build();
		}

		@Bean
		HealthCheck partner() {
			return this.partner::get;
		}

	}

}
