package io.alwayson.health.actuate;

import org.springframework.boot.WebApplicationType;

/**
 * The page on Netty.
 */
class NettyStampPageTests extends StampPageContract {

	@Override
	WebApplicationType type() {
		return WebApplicationType.REACTIVE;
	}

}
