package dev.ratelimit.internal.servlet;

import java.util.Enumeration;
import java.util.Map;
import java.util.function.Supplier;

import dev.ratelimit.internal.expression.UnreadableCallException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A request of which expressions read the parameters, all or none: a server that fails to
 * read one may have all others the next time it is asked, so the key would not be that of
 * the user who is logged in.
 */
final class ReadableRequest extends HttpServletRequestWrapper {

	ReadableRequest(HttpServletRequest request) {
		super(request);
	}

	@Override
	public @Nullable String getParameter(String name) {
		return read(() -> super.getParameter(name));
	}

	@Override
	public String @Nullable [] getParameterValues(String name) {
		return read(() -> super.getParameterValues(name));
	}

	@Override
	public Enumeration<String> getParameterNames() {
		return read(super::getParameterNames);
	}

	@Override
	public Map<String, String[]> getParameterMap() {
		return read(super::getParameterMap);
	}

	private static <T extends @Nullable Object> T read(Supplier<T> parameters) {
		try {
			return parameters.get();
		}
		catch (RuntimeException ex) {
			throw new UnreadableCallException(ex);
		}
	}

}
