package io.alwayson.health.web;

import org.springframework.boot.WebApplicationType;

/**
 * The surfaces on Tomcat.
 */
class TomcatSurfacesTests extends SurfacesContract {

	@Override
	WebApplicationType type() {
		return WebApplicationType.SERVLET;
	}

	@Override
	String contextPathProperty() {
		return "server.servlet.context-path";
	}

	@Override
	String server() {
		return "Tomcat";
	}

}
