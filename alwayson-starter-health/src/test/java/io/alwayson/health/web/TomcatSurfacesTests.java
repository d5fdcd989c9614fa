package io.alwayson.health.web;

/**
 * The surfaces on Tomcat.
 */
class TomcatSurfacesTests extends ServletSurfacesContract {

	@Override
	String server() {
		return "Tomcat";
	}

}
