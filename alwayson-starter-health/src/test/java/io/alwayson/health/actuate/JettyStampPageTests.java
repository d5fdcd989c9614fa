package io.alwayson.health.actuate;

/**
 * The page on Jetty.
 */
class JettyStampPageTests extends StampPageContract {

	@Override
	String server() {
		return "Jetty";
	}

}
