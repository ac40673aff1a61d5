package dev.ratelimit.internal.servlet;

import java.security.Principal;
import java.util.Map;

import dev.ratelimit.internal.address.ClientAddress;
import dev.ratelimit.internal.call.RequestRoot;
import dev.ratelimit.internal.http.Claims;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;

/**
 * What an expression can name on a web call. Public only so that expressions can be
 * compiled; used by the request's own thread.
 */
public class WebCall implements RequestRoot {

	final HttpServletRequest request;

	private final PathContainer path;

	private final ClientAddress address;

	private final Map<String, String> pathVariables;

	private @Nullable String ip;

	private @Nullable Principal user;

	WebCall(HttpServletRequest request, PathContainer path, ClientAddress address, Map<String, String> pathVariables) {
		this.request = request;
		this.path = path;
		this.address = address;
		this.pathVariables = pathVariables;
	}

	WebCall(WebCall call, Map<String, String> pathVariables) {
		this(call.request, call.path, call.address, pathVariables);
		this.ip = call.ip;
		this.user = call.user;
	}

	@Override
	public String getIp() {
		String known = this.ip;
		if (known == null) {
			known = this.address.of(this.request);
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
			this.user = this.request.getUserPrincipal();
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
		return new HeaderMap(this.request);
	}

	@Override
	public boolean ipIn(String... blocks) {
		return this.address.isIn(this.request, blocks);
	}

	/**
	 * The request itself.
	 * @return the request, of which all parameters can be read or none
	 */
	public HttpServletRequest getRequest() {
		return new ReadableRequest(this.request);
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
	 * The HTTP method.
	 * @return such as {@code GET}
	 */
	public String getMethod() {
		return this.request.getMethod();
	}

	/**
	 * The variables of the path: of the rule's own pattern, or in a controller those of
	 * its mapping.
	 * @return values by name
	 */
	public Map<String, String> getPathVariable() {
		return this.pathVariables;
	}

}
