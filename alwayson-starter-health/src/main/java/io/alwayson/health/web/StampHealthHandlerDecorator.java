package io.alwayson.health.web;

import java.net.InetSocketAddress;

import io.alwayson.health.Reply;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.adapter.HttpWebHandlerAdapter;

/**
 * Answers the surfaces in a reactive application, and passes on everything else. Around
 * the handler rather than a {@code WebFilter}, because there the exchange is already
 * observed and the filters of security may come first.
 */
public final class StampHealthHandlerDecorator implements HttpHandlerDecoratorFactory {

	private final Surfaces surfaces;

	private final FrontDoorGuard guard;

	private final ApplicationContext context;

	/**
	 * Creates the decorator.
	 * @param surfaces what is answered
	 * @param guard who may come in
	 * @param context whose server answers; that of a child context, which inherits this
	 * bean, does not: the management port
	 */
	public StampHealthHandlerDecorator(Surfaces surfaces, FrontDoorGuard guard, ApplicationContext context) {
		this.surfaces = surfaces;
		this.guard = guard;
		this.context = context;
	}

	@Override
	public HttpHandler apply(HttpHandler handler) {
		ApplicationContext theirs = (handler instanceof HttpWebHandlerAdapter adapter) ? adapter.getApplicationContext()
				: null;
		if (theirs != null && theirs != this.context) {
			return handler;
		}
		return (request, response) -> {
			String path = request.getPath().pathWithinApplication().value();
			if (!isAdmitted(path, request)) {
				response.getHeaders().set(HttpHeaders.CACHE_CONTROL, Surfaces.NO_STORE);
				response.setStatusCode(HttpStatus.FORBIDDEN);
				return response.setComplete();
			}
			Reply reply = this.surfaces.reply(path, 0);
			return (reply != null) ? write(reply, request, response) : handler.handle(request, response);
		};
	}

	private boolean isAdmitted(String path, ServerHttpRequest request) {
		if (!this.guard.isActive()) {
			return true;
		}
		InetSocketAddress caller = request.getRemoteAddress();
		return this.guard.admits(path, 0, request.getHeaders().getOrEmpty(FrontDoorGuard.HEADER),
				(caller != null) ? caller.getAddress() : null);
	}

	private static Mono<Void> write(Reply reply, ServerHttpRequest request, ServerHttpResponse response) {
		HttpHeaders headers = response.getHeaders();
		headers.set(HttpHeaders.CACHE_CONTROL, Surfaces.NO_STORE);
		HttpMethod method = request.getMethod();
		if (!Surfaces.isAllowed(method.name())) {
			headers.set(HttpHeaders.ALLOW, Surfaces.ALLOWED);
			headers.setContentLength(0);
			response.setStatusCode(HttpStatus.METHOD_NOT_ALLOWED);
			return response.setComplete();
		}
		response.setStatusCode(HttpStatusCode.valueOf(reply.status()));
		headers.setContentType(MediaType.APPLICATION_JSON);
		headers.setContentLength(reply.body().length);
		return (method == HttpMethod.HEAD) ? response.setComplete()
				: response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(reply.body())));
	}

}
