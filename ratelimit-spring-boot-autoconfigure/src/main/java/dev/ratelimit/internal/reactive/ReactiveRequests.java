package dev.ratelimit.internal.reactive;

import java.security.Principal;
import java.util.List;
import java.util.Map;

import dev.ratelimit.internal.address.ClientAddress;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.KnownPaths;
import dev.ratelimit.internal.http.PathReadings;
import dev.ratelimit.internal.http.RateLimitHeaders;
import dev.ratelimit.internal.http.RequestCharges;
import dev.ratelimit.internal.http.RuleMatch;
import dev.ratelimit.internal.http.RulePath;
import dev.ratelimit.internal.http.RulePath.Target;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.http.server.RequestPath;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;

/**
 * Requests as filters and annotated methods see them: their paths and names, and their
 * charges, which are kept in an attribute and shown in the headers of the response when
 * it is committed. Safe for use by many threads.
 */
public final class ReactiveRequests {

	private static final String ATTRIBUTE = RequestCharges.class.getName();

	private final ApplicationContext context;

	private final ClientAddress address;

	private final HeaderStyle style;

	private final RateLimitHeaders<ServerHttpResponse> headers;

	private final Handlers handlers;

	private final KnownPaths paths = new KnownPaths();

	/**
	 * Reads the requests of an application.
	 * @param address says who the client is
	 * @param headers the headers to write
	 * @param context where requests are handled, perhaps by a gateway
	 */
	public ReactiveRequests(ClientAddress address, HeaderStyle headers, ApplicationContext context) {
		this.context = context;
		this.address = address;
		this.style = headers;
		this.handlers = new Handlers(context);
		this.headers = new RateLimitHeaders<>(headers,
				(response, name, value) -> response.getHeaders().set(name, value));
	}

	/**
	 * Whether the application handles a request itself. A child of it, such as the one of
	 * a management port, takes over its filters, but has paths of its own.
	 */
	boolean isOwn(ServerWebExchange exchange) {
		ApplicationContext handling = exchange.getApplicationContext();
		return handling == null || handling == this.context;
	}

	static @Nullable RequestCharges find(ServerWebExchange exchange) {
		return exchange.getAttribute(ATTRIBUTE);
	}

	/**
	 * The charges of a request.
	 * @param exchange the request
	 * @return those that there are, else new ones
	 */
	public RequestCharges open(ServerWebExchange exchange) {
		RequestCharges known = find(exchange);
		if (known != null) {
			return known;
		}
		RequestCharges charges = new RequestCharges();
		exchange.getAttributes().put(ATTRIBUTE, charges);
		return charges;
	}

	/**
	 * Has headers show what rules decide, if they show anything: what is done before a
	 * response is committed costs several operators.
	 * @param matches the rules
	 * @param charges the request's charges
	 * @param exchange the request
	 */
	void show(List<RuleMatch> matches, RequestCharges charges, ServerWebExchange exchange) {
		for (int i = 0; i < matches.size(); i++) {
			if (matches.get(i).rule().isShown(this.style)) {
				show(charges, exchange);
				return;
			}
		}
	}

	/**
	 * Shows what an annotated method has decided.
	 * @param decision the decision
	 * @param exchange the request
	 */
	void show(LimitDecision decision, ServerWebExchange exchange) {
		RequestCharges charges = open(exchange);
		charges.decided(decision);
		if (this.style != HeaderStyle.NONE) {
			show(charges, exchange);
		}
	}

	private void show(RequestCharges charges, ServerWebExchange exchange) {
		ServerHttpResponse response = exchange.getResponse();
		if (!response.isCommitted() && charges.beginShowing()) {
			response.beforeCommit(() -> {
				this.headers.write(charges, response);
				return Mono.empty();
			});
		}
	}

	/**
	 * What expressions can name.
	 * @param exchange the request
	 * @param user who is logged in; null for nobody
	 * @param pathVariables the variables of its path
	 * @return the request's names
	 */
	public ReactiveCall call(ServerWebExchange exchange, @Nullable Principal user, Map<String, String> pathVariables) {
		return call(exchange, user, path(exchange), pathVariables);
	}

	ReactiveCall call(ServerWebExchange exchange, @Nullable Principal user, RulePath path,
			Map<String, String> pathVariables) {
		return new ReactiveCall(exchange, user, path.canonical(), this.address, pathVariables);
	}

	Handlers handlers() {
		return this.handlers;
	}

	RulePath path(ServerWebExchange exchange) {
		RequestPath path = exchange.getRequest().getPath();
		String uri = path.value();
		String context = path.contextPath().value();
		RulePath known = this.paths.candidate(uri);
		if (known != null && known.target().uri().equals(uri) && known.target().context().equals(context)) {
			return known;
		}
		Target target = new Target(uri, context, null, null);
		PathReadings readings = new PathReadings(target, "");
		readings.addSent(path.pathWithinApplication(), null);
		readings.addFolded(target.context());
		return this.paths.remember(readings.path());
	}

}
