package dev.ratelimit.internal.servlet;

import java.security.Principal;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;

import dev.ratelimit.internal.address.ClientAddress;
import dev.ratelimit.internal.call.CallNames;
import dev.ratelimit.internal.http.WebCall;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;

/**
 * A request of a servlet application. Public only so that expressions can be compiled.
 */
public class ServletCall extends WebCall {

	/** What expressions of rules can name. */
	public static final CallNames NAMES = new CallNames(ServletCall.class, Map.of(), FinishedServletCall.class,
			Map.of());

	final HttpServletRequest request;

	ServletCall(HttpServletRequest request, PathContainer path, ClientAddress address,
			Map<String, String> pathVariables) {
		super(path, address, pathVariables);
		this.request = request;
	}

	ServletCall(ServletCall call, Map<String, String> pathVariables) {
		super(call, pathVariables);
		this.request = call.request;
	}

	@Override
	protected WebCall with(Map<String, String> pathVariables) {
		return new ServletCall(this, pathVariables);
	}

	/**
	 * The request itself.
	 * @return the request, of which all parameters can be read or none
	 */
	public HttpServletRequest getRequest() {
		return new ReadableRequest(this.request);
	}

	@Override
	public String getMethod() {
		return this.request.getMethod();
	}

	@Override
	protected @Nullable Principal findUser() {
		return this.request.getUserPrincipal();
	}

	@Override
	protected @Nullable String routeTaken() {
		return (this.request.getAttribute(TriedRequest.ROUTE) instanceof String route) ? route : null;
	}

	@Override
	public @Nullable String remoteAddress() {
		return this.request.getRemoteAddr();
	}

	@Override
	protected @Nullable String header(String name) {
		return this.request.getHeader(name);
	}

	@Override
	public List<String> headerLines(String name) {
		@Nullable Enumeration<String> lines = this.request.getHeaders(name);
		return (lines != null) ? Collections.list(lines) : List.of();
	}

	@Override
	protected Collection<String> headerNames() {
		return Collections.list(this.request.getHeaderNames());
	}

}
