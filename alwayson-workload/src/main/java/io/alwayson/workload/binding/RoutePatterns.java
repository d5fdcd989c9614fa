package io.alwayson.workload.binding;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * Whether a route's pattern parses, asked of the parser that will match with it. Without
 * Spring's web library there are no requests, and every pattern will do.
 */
final class RoutePatterns {

	private static final boolean WEB = ClassUtils.isPresent("org.springframework.web.util.pattern.PathPatternParser",
			RoutePatterns.class.getClassLoader());

	private RoutePatterns() {
	}

	/** What is wrong with the pattern, or {@code null}. */
	static @Nullable String problemOf(String pattern) {
		return WEB ? Parser.problemOf(pattern) : null;
	}

	/** Loaded only where the library is there. */
	private static final class Parser {

		static @Nullable String problemOf(String pattern) {
			try {
				PathPatternParser.defaultInstance.parse(pattern);
				return null;
			}
			catch (PatternParseException ex) {
				return "has a malformed pattern, at position " + (ex.getPosition() + 1) + " of it: " + ex.getMessage();
			}
		}

	}

}
