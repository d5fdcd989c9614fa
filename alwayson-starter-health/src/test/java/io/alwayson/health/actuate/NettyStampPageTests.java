package io.alwayson.health.actuate;

/**
 * The page on Netty.
 */
class NettyStampPageTests extends StampPageContract {

	@Override
	String server() {
		return "Netty";
	}

}
