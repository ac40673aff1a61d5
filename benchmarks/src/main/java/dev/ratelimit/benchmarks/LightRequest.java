package dev.ratelimit.benchmarks;

import java.lang.reflect.Proxy;
import java.util.Arrays;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.MappingMatch;
import org.jspecify.annotations.Nullable;

/**
 * A request that costs its caller little: what a filter reads of it is at hand, anything
 * else fails.
 */
final class LightRequest extends HttpServletRequestWrapper {

	private static final HttpServletMapping TO_THE_DISPATCHER = new HttpServletMapping() {

		@Override
		public String getMatchValue() {
			return "";
		}

		@Override
		public String getPattern() {
			return "/";
		}

		@Override
		public String getServletName() {
			return "dispatcherServlet";
		}

		@Override
		public MappingMatch getMappingMatch() {
			return MappingMatch.DEFAULT;
		}

	};

	private static final ServletContext CONTEXT = (ServletContext) Proxy.newProxyInstance(
			LightRequest.class.getClassLoader(), new Class<?>[] { ServletContext.class },
			(proxy, method, arguments) -> method.getName().equals("getContextPath") ? "" : null);

	private final String path;

	private String uri = "";

	private final @Nullable String[] names = new @Nullable String[8];

	private final @Nullable Object[] values = new @Nullable Object[8];

	LightRequest(String path) {
		super(nothing());
		this.path = path;
	}

	private static HttpServletRequest nothing() {
		return (HttpServletRequest) Proxy.newProxyInstance(LightRequest.class.getClassLoader(),
				new Class<?>[] { HttpServletRequest.class }, (proxy, method, arguments) -> {
					throw new UnsupportedOperationException(method.getName());
				});
	}

	/** As a container gives it: no attributes, and a path nobody has hashed yet. */
	LightRequest fresh() {
		Arrays.fill(this.names, null);
		Arrays.fill(this.values, null);
		this.uri = new String(this.path);
		return this;
	}

	@Override
	public DispatcherType getDispatcherType() {
		return DispatcherType.REQUEST;
	}

	@Override
	public String getMethod() {
		return "GET";
	}

	@Override
	public String getRequestURI() {
		return this.uri;
	}

	@Override
	public String getContextPath() {
		return "";
	}

	@Override
	public String getServletPath() {
		return this.uri;
	}

	@Override
	public @Nullable String getPathInfo() {
		return null;
	}

	@Override
	public ServletContext getServletContext() {
		return CONTEXT;
	}

	@Override
	public HttpServletMapping getHttpServletMapping() {
		return TO_THE_DISPATCHER;
	}

	@Override
	public String getRemoteAddr() {
		return "192.0.2.17";
	}

	@Override
	public @Nullable String getHeader(String name) {
		return null;
	}

	@Override
	public @Nullable Object getAttribute(String name) {
		for (int i = 0; i < this.names.length; i++) {
			if (name.equals(this.names[i])) {
				return this.values[i];
			}
		}
		return null;
	}

	@Override
	public void setAttribute(String name, @Nullable Object value) {
		int slot = 0;
		while (this.names[slot] != null && !name.equals(this.names[slot])) {
			slot++;
		}
		this.names[slot] = name;
		this.values[slot] = value;
	}

	@Override
	public void removeAttribute(String name) {
		setAttribute(name, null);
	}

}
