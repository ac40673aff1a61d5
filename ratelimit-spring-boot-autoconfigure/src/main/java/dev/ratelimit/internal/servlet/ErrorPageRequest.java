package dev.ratelimit.internal.servlet;

import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Map;

import dev.ratelimit.internal.cors.UntouchedRequest;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;

/**
 * A refused request as the error page's handler sees it: for the error path, without
 * parameters and body, which nobody has to read, and with attributes of its own.
 */
final class ErrorPageRequest extends UntouchedRequest {

	static final int STATUS = HttpStatus.TOO_MANY_REQUESTS.value();

	/** Set while a page is made, which may be refused in turn. */
	static final String MARK = ErrorPageRequest.class.getName();

	/** What MVC noted about the handler that was refused. */
	private static final String OF_MVC = "org.springframework.web.servlet.";

	private static final String OF_ASYNC = "org.springframework.web.context.request.async.";

	private final String path;

	private final Locale locale;

	ErrorPageRequest(HttpServletRequest request, String path, String detail, Locale locale) {
		super(request);
		this.path = path;
		this.locale = locale;
		setAttribute(MARK, true);
		setAttribute(RequestDispatcher.ERROR_STATUS_CODE, STATUS);
		setAttribute(RequestDispatcher.ERROR_MESSAGE, detail);
		setAttribute(RequestDispatcher.ERROR_REQUEST_URI, request.getRequestURI());
	}

	@Override
	protected boolean hides(String name) {
		return name.startsWith(OF_MVC) || name.startsWith(OF_ASYNC);
	}

	@Override
	public Locale getLocale() {
		return this.locale;
	}

	@Override
	public DispatcherType getDispatcherType() {
		return DispatcherType.ERROR;
	}

	@Override
	public String getMethod() {
		return HttpMethod.GET.name();
	}

	@Override
	public String getRequestURI() {
		return getContextPath() + this.path;
	}

	@Override
	public StringBuffer getRequestURL() {
		return new StringBuffer(getRequestURI());
	}

	@Override
	public String getServletPath() {
		return this.path;
	}

	@Override
	public @Nullable String getPathInfo() {
		return null;
	}

	@Override
	public @Nullable String getQueryString() {
		return null;
	}

	@Override
	public @Nullable String getContentType() {
		return null;
	}

	@Override
	public @Nullable String getParameter(String name) {
		return null;
	}

	@Override
	public String @Nullable [] getParameterValues(String name) {
		return null;
	}

	@Override
	public Enumeration<String> getParameterNames() {
		return Collections.emptyEnumeration();
	}

	@Override
	public Map<String, String[]> getParameterMap() {
		return Map.of();
	}

}
