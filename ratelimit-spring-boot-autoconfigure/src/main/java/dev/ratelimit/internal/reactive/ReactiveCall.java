package dev.ratelimit.internal.reactive;

import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import dev.ratelimit.internal.address.ClientAddress;
import dev.ratelimit.internal.call.CallNames;
import dev.ratelimit.internal.expression.UnreadableCallException;
import dev.ratelimit.internal.http.WebCall;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;

/**
 * A request of a WebFlux application. Public only so that expressions can be compiled.
 */
public class ReactiveCall extends WebCall {

	/** What expressions of rules can name. */
	public static final CallNames NAMES = new CallNames(ReactiveCall.class, Map.of(), FinishedReactiveCall.class,
			Map.of());

	final ServerHttpRequest request;

	private final @Nullable Principal user;

	private final ServerWebExchange exchange;

	ReactiveCall(ServerWebExchange exchange, @Nullable Principal user, PathContainer path, ClientAddress address,
			Map<String, String> pathVariables) {
		super(path, address, pathVariables);
		this.exchange = exchange;
		this.request = exchange.getRequest();
		this.user = user;
	}

	ReactiveCall(ReactiveCall call, Map<String, String> pathVariables) {
		super(call, pathVariables);
		this.exchange = call.exchange;
		this.request = call.request;
		this.user = call.user;
	}

	@Override
	protected WebCall with(Map<String, String> pathVariables) {
		return new ReactiveCall(this, pathVariables);
	}

	/**
	 * The request itself.
	 * @return the request, of which all query parameters can be read or none
	 */
	public ServerHttpRequest getRequest() {
		return new ServerHttpRequestDecorator(this.request) {
			@Override
			public MultiValueMap<String, String> getQueryParams() {
				try {
					return super.getQueryParams();
				}
				catch (RuntimeException ex) {
					throw new UnreadableCallException(ex);
				}
			}
		};
	}

	@Override
	public String getMethod() {
		return this.request.getMethod().name();
	}

	@Override
	protected @Nullable Principal findUser() {
		return this.user;
	}

	@Override
	protected @Nullable String routeTaken() {
		return Handlers.taken(this.exchange);
	}

	@Override
	public @Nullable String remoteAddress() {
		@Nullable InetSocketAddress remote = this.request.getRemoteAddress();
		if (remote == null) {
			return null;
		}
		return (remote.getAddress() != null) ? remote.getAddress().getHostAddress() : remote.getHostString();
	}

	@Override
	protected @Nullable String header(String name) {
		return this.request.getHeaders().getFirst(name);
	}

	@Override
	public List<String> headerLines(String name) {
		return lines(this.request, name);
	}

	@Override
	protected Collection<String> headerNames() {
		return names(this.request);
	}

	static List<String> lines(ServerHttpRequest request, String name) {
		List<String> lines = new ArrayList<>();
		request.getHeaders().forEach((header, values) -> {
			// Two spellings of a name have the values of both
			if (lines.isEmpty() && header.equalsIgnoreCase(name)) {
				lines.addAll(values);
			}
		});
		return lines;
	}

	static Collection<String> names(ServerHttpRequest request) {
		List<String> names = new ArrayList<>();
		request.getHeaders().forEach((name, values) -> names.add(name));
		return names;
	}

}
