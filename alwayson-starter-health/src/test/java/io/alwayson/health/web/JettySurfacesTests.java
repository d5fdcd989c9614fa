package io.alwayson.health.web;

/**
 * The surfaces on Jetty.
 */
class JettySurfacesTests extends ServletSurfacesContract {

	@Override
	String server() {
		return "Jetty";
	}

}
