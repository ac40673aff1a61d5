package dev.ratelimit.internal.cors;

import java.util.HashMap;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A view of a request that keeps to itself the attributes that mappings and filters leave
 * behind: they must not reach the handler of the request.
 */
public class UntouchedRequest extends HttpServletRequestWrapper {

	private final Map<String, @Nullable Object> own = new HashMap<>();

	public UntouchedRequest(HttpServletRequest request) {
		super(request);
	}

	@Override
	public @Nullable Object getAttribute(String name) {
		return (this.own.containsKey(name) || hides(name)) ? this.own.get(name) : super.getAttribute(name);
	}

	/**
	 * Whether an attribute of the request itself cannot be seen.
	 * @param name the attribute's name
	 * @return false unless overridden
	 */
	protected boolean hides(String name) {
		return false;
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
