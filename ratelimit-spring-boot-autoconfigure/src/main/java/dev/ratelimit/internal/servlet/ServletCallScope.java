package dev.ratelimit.internal.servlet;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import dev.ratelimit.internal.address.ClientAddress;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.call.Charge;
import dev.ratelimit.internal.expression.CallRoot;
import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.RateLimitHeaders;
import dev.ratelimit.internal.http.RequestCharges;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Lets annotated methods see the request that their thread is serving, and puts their
 * decisions into its response, beside those of the filter. Safe for use by many threads.
 */
public final class ServletCallScope implements CallScope {

	/** MVC's name for those of controllers; this class must not need MVC. */
	private static final String PATH_VARIABLES = "org.springframework.web.servlet.HandlerMapping.uriTemplateVariables";

	/** MVC's name for those of functional routes. */
	private static final String ROUTE_VARIABLES = "org.springframework.web.servlet.function.RouterFunctions.uriTemplateVariables";

	private final ClientAddress address;

	private final RateLimitHeaders<HttpServletResponse> headers;

	private final ParsedPaths paths = new ParsedPaths();

	/**
	 * A scope of web calls.
	 * @param address says who the client is
	 * @param headers the headers to write
	 */
	public ServletCallScope(ClientAddress address, HeaderStyle headers) {
		this.address = address;
		this.headers = new RateLimitHeaders<>(headers, LimitedResponse::write);
	}

	@Override
	public Class<? extends CallRoot> rootType() {
		return ServletCall.class;
	}

	@Override
	public @Nullable CallRoot current() {
		ServletRequestAttributes attributes = unfinished();
		if (attributes != null) {
			HttpServletRequest request = attributes.getRequest();
			return new ServletCall(request, this.paths.of(request).canonical(), this.address, pathVariables(request));
		}
		return null;
	}

	/** A thread may have inherited a request that has long been answered. */
	private static @Nullable ServletRequestAttributes unfinished() {
		if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes) {
			try {
				attributes.getRequest().getAttribute(PATH_VARIABLES);
				return attributes;
			}
			catch (IllegalStateException ex) {
				// Thrown by the container for a request that it has recycled
			}
		}
		return null;
	}

	@SuppressWarnings("unchecked")
	private static Map<String, String> pathVariables(HttpServletRequest request) {
		Map<String, String> variables = (Map<String, String>) request.getAttribute(PATH_VARIABLES);
		if (variables == null || variables.isEmpty()) {
			variables = (Map<String, String>) request.getAttribute(ROUTE_VARIABLES);
		}
		return (variables != null) ? variables : Map.of();
	}

	@Override
	public void decided(LimitDecision decision) {
		tell((request) -> request.decided(decision));
	}

	@Override
	public void refunded(List<Charge> charges) {
		tell((request) -> request.refunded(charges));
	}

	private void tell(Consumer<RequestCharges> news) {
		ServletRequestAttributes attributes = unfinished();
		if (attributes != null) {
			RequestCharges charges = Exchange.open(attributes.getRequest());
			news.accept(charges);
			if (attributes.getResponse() != null) {
				this.headers.write(charges, attributes.getResponse());
			}
		}
	}

}
