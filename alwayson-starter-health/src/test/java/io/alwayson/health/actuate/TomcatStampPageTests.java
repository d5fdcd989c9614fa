package io.alwayson.health.actuate;

import org.springframework.boot.WebApplicationType;

/**
 * The page on Tomcat.
 */
class TomcatStampPageTests extends StampPageContract {

	@Override
	WebApplicationType type() {
		return WebApplicationType.SERVLET;
	}

}
