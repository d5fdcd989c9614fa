package io.alwayson.health.web;

import org.springframework.boot.WebApplicationType;

/**
 * What holds on every servlet container.
 */
abstract class ServletSurfacesContract extends SurfacesContract {

	@Override
	WebApplicationType type() {
		return WebApplicationType.SERVLET;
	}

	@Override
	String contextPathProperty() {
		return "server.servlet.context-path";
	}

}
