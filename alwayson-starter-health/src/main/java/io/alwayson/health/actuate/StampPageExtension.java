package io.alwayson.health.actuate;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.util.MimeType;

/**
 * Adds a page for people to the Actuator endpoint {@code stamp}. Whoever prefers HTML is
 * given it; JSON stays the answer to everybody else, also to those who take anything.
 */
@EndpointWebExtension(endpoint = StampEndpoint.class)
public final class StampPageExtension {

	private static final MimeType HTML = MimeType.valueOf("text/html;charset=UTF-8");

	private final StampEndpoint endpoint;

	private final StampPage page = new StampPage();

	/** Creates the extension. */
	public StampPageExtension(StampEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/** The page, with the verdict as it is now where no script runs. */
	@ReadOperation(produces = "text/html")
	public WebEndpointResponse<byte[]> page() {
		return new WebEndpointResponse<>(this.page.render(this.endpoint.stamp()), WebEndpointResponse.STATUS_OK, HTML);
	}

}
