package io.alwayson.health.actuate;

/**
 * The page on Tomcat.
 */
class TomcatStampPageTests extends StampPageContract {

	@Override
	String server() {
		return "Tomcat";
	}

}
