package dev.ratelimit.internal.servlet;

import java.io.BufferedReader;
import java.io.IOException;

import dev.ratelimit.internal.cors.UntouchedRequest;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.servlet.function.RouterFunctions;

/**
 * A request that notes the last route that a gateway has tried. Its body cannot be read:
 * it is the handler's.
 */
final class TriedRequest extends UntouchedRequest {

	/** The gateway's name for the id of a route; it need not be there. */
	static final String ROUTE = "GatewayServerMvc.gatewayRouteId";

	private @Nullable String last;

	private boolean trying;

	private boolean bodyAsked;

	TriedRequest(HttpServletRequest request) {
		super(request);
	}

	@Nullable String route() {
		return this.last;
	}

	/** Whether a route depends on the body. */
	boolean isBodyAsked() {
		return this.bodyAsked;
	}

	@Override
	public void setAttribute(String name, @Nullable Object value) {
		if (name.equals(ROUTE) && value instanceof String route) {
			this.last = route;
			this.trying = true;
		}
		// A route of the application's own, behind the gateway's
		else if (name.equals(RouterFunctions.MATCHING_PATTERN_ATTRIBUTE) && !this.trying) {
			this.last = null;
		}
		super.setAttribute(name, value);
	}

	@Override
	public void removeAttribute(String name) {
		if (name.equals(ROUTE)) {
			this.trying = false;
		}
		super.removeAttribute(name);
	}

	@Override
	public ServletInputStream getInputStream() throws IOException {
		throw bodyAsked();
	}

	@Override
	public BufferedReader getReader() throws IOException {
		throw bodyAsked();
	}

	private IOException bodyAsked() {
		this.bodyAsked = true;
		return new IOException("The body is not read before the limit has decided");
	}

}
