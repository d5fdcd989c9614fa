package io.alwayson.health.web;

import org.springframework.boot.WebApplicationType;

/**
 * The surfaces on Netty.
 */
class NettySurfacesTests extends SurfacesContract {

	@Override
	WebApplicationType type() {
		return WebApplicationType.REACTIVE;
	}

	@Override
	String contextPathProperty() {
		return "spring.webflux.base-path";
	}

	@Override
	String server() {
		return "Netty";
	}

}
