package io.alwayson.health.jdbc;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.DatabaseDriver;

/**
 * Limits for connecting and reading, by the names that drivers have for them. Without
 * them a server that accepts a connection and falls silent holds the thread for ever, and
 * no driver of these heeds an interrupt.
 */
final class SocketTimeouts {

	private SocketTimeouts() {
	}

	/**
	 * The limits as connection properties; none where the driver is unknown.
	 * @param url of the database: what it sets itself is left as it is
	 * @param timeout the limit, rounded up to seconds
	 */
	static Properties of(@Nullable String url, Duration timeout) {
		long seconds = Math.max(1, timeout.plusMillis(999).toSeconds());
		long millis = seconds * 1000;
		Map<String, Long> limits = switch (DatabaseDriver.fromJdbcUrl(url)) {
			case POSTGRESQL -> Map.of("connectTimeout", seconds, "socketTimeout", seconds);
			case MYSQL, MARIADB -> Map.of("connectTimeout", millis, "socketTimeout", millis);
			case SQLSERVER -> Map.of("loginTimeout", seconds, "socketTimeout", millis);
			case H2 -> Map.of("NETWORK_TIMEOUT", millis);
			default -> Map.of();
		};
		Properties properties = new Properties();
		limits.forEach((name, limit) -> {
			if (url != null && !url.toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT))) {
				properties.setProperty(name, limit.toString());
			}
		});
		return properties;
	}

}
