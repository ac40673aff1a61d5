package dev.ratelimit.internal.cors;

import java.util.HashMap;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A view of a request that keeps to itself the attributes that mappings and filters leave
 * behind: they must not reach whoever handles the request.
 */
public final class UntouchedRequest extends HttpServletRequestWrapper {

	private final Map<String, @Nullable Object> own = new HashMap<>();

	public UntouchedRequest(HttpServletRequest request) {
		super(request);
	}

	@Override
	public @Nullable Object getAttribute(String name) {
		return this.own.containsKey(name) ? this.own.get(name) : super.getAttribute(name);
	}

	@Override
	public void setAttribute(String name, @Nullable Object value) {
		this.own.put(name, value);
	}

	@Override
	public void removeAttribute(String name) {
		this.own.put(name, null);
	}

}
