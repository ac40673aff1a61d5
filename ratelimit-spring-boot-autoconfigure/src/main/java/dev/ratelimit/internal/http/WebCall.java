package dev.ratelimit.internal.http;

import java.security.Principal;
import java.util.Collection;
import java.util.Map;

import dev.ratelimit.internal.address.ClientAddress;
import dev.ratelimit.internal.address.Sender;
import dev.ratelimit.internal.call.RequestRoot;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;

/**
 * What an expression can name on a web call, of whichever web stack: a view of the
 * request. Public only so that expressions can be compiled; used by the request's threads
 * one after the other.
 */
public abstract class WebCall implements RequestRoot, Sender {

	private final PathContainer path;

	private final ClientAddress address;

	private final Map<String, String> pathVariables;

	private @Nullable String ip;

	private @Nullable Principal user;

	private @Nullable GatewayRoute route;

	private @Nullable Boolean isStatic;

	protected WebCall(PathContainer path, ClientAddress address, Map<String, String> pathVariables) {
		this.path = path;
		this.address = address;
		this.pathVariables = pathVariables;
	}

	protected WebCall(WebCall call, Map<String, String> pathVariables) {
		this(call.path, call.address, pathVariables);
		this.ip = call.ip;
		this.user = call.user;
		this.route = call.route;
		this.isStatic = call.isStatic;
	}

	/** The same call on a path with variables. */
	protected abstract WebCall with(Map<String, String> pathVariables);

	/** The user, asked until there is one. */
	protected abstract @Nullable Principal findUser();

	/** The route that a gateway has already taken; null for none, or not yet. */
	protected abstract @Nullable String routeTaken();

	/** The names of the headers. */
	protected abstract Collection<String> headerNames();

	/** The first value of a header; null if there is none. */
	protected abstract @Nullable String header(String name);

	@Override
	public final boolean hasHeader(String name) {
		return header(name) != null;
	}

	@Override
	public String getIp() {
		String known = this.ip;
		if (known == null) {
			known = this.address.of(this);
			this.ip = known;
		}
		return known;
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * Remembered, because a finished request may no longer know.
	 */
	@Override
	public @Nullable String getPrincipal() {
		Principal known = user();
		return (known != null) ? known.getName() : null;
	}

	private @Nullable Principal user() {
		if (this.user == null) {
			Principal found = findUser();
			this.user = (found != null && !Anonymous.is(found)) ? found : null;
		}
		return this.user;
	}

	/**
	 * The authenticated user as Spring Security or the server knows it.
	 * @return Spring Security's authentication, or another principal; null if there is no
	 * user
	 */
	public @Nullable Object getAuthentication() {
		return user();
	}

	/**
	 * The user's claims or attributes, such as those of a token.
	 * @return values by name; none if there is no user, or one without claims
	 */
	public Map<String, Object> getClaim() {
		return new Claims(user());
	}

	@Override
	public Map<String, String> getHeader() {
		return new HeaderMap(this);
	}

	@Override
	public boolean ipIn(String... blocks) {
		return this.address.isIn(this, blocks);
	}

	/**
	 * The path within the application as it is matched: decoded, without path parameters
	 * and empty segments, so that one resource has one path.
	 * @return the path, beginning with a slash
	 */
	public String getPath() {
		StringBuilder text = new StringBuilder();
		boolean slash = false;
		for (PathContainer.Element element : this.path.elements()) {
			if (element instanceof PathContainer.PathSegment segment) {
				text.append('/').append(segment.valueToMatch());
				slash = false;
			}
			else {
				slash = true;
			}
		}
		return (slash || text.isEmpty()) ? text.append('/').toString() : text.toString();
	}

	/**
	 * The gateway's route that the call takes.
	 * @return the route's id; null if no route takes it
	 * @throws IllegalStateException if that cannot be told before the call is routed
	 */
	public final @Nullable String getRoute() {
		return (this.route != null) ? this.route.get() : routeTaken();
	}

	/** Asks once which route of a gateway the call will take. */
	final void route(Destinations destinations) {
		if (this.route == null) {
			this.route = destinations.route(this);
		}
	}

	/**
	 * Notes the gateway's route, found out before the call is routed.
	 * @param route the route
	 */
	public final void foundRoute(GatewayRoute route) {
		this.route = route;
	}

	/** Asks once whether the call is for a static resource. */
	final boolean isStatic(Destinations destinations) {
		if (this.isStatic == null) {
			this.isStatic = destinations.isStatic(this);
		}
		return this.isStatic;
	}

	/**
	 * Notes what the call is for, found out before it is handled.
	 * @param isStatic whether it is for a static resource
	 */
	public final void foundStatic(boolean isStatic) {
		this.isStatic = isStatic;
	}

	/**
	 * The HTTP method.
	 * @return such as {@code GET}
	 */
	public abstract String getMethod();

	/**
	 * The variables of the path: of the rule's own pattern, or in a controller those of
	 * its mapping.
	 * @return values by name
	 */
	public Map<String, String> getPathVariable() {
		return this.pathVariables;
	}

}
