package dev.ratelimit.internal.servlet;

import java.util.List;
import java.util.Locale;

import dev.ratelimit.internal.cors.MvcHandlers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.servlet.HandlerAdapter;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;

/**
 * The application's error page for refused browsers. Its handler is asked directly: an
 * error dispatch would pass Spring Security, which could answer an anonymous client with
 * a log-in form instead. Safe for use by many threads.
 */
final class ErrorPage {

	/** As in Spring Boot 4 and, behind it, Spring Boot 3. */
	private static final String PATH = "${spring.web.error.path:${server.error.path:${error.path:/error}}}";

	private static final Log logger = LogFactory.getLog(ErrorPage.class);

	private final MvcHandlers handlers;

	private final SingletonSupplier<List<HandlerAdapter>> adapters;

	private final SingletonSupplier<String> path;

	private final Views views;

	ErrorPage(ApplicationContext context, Views views) {
		this.handlers = new MvcHandlers(context);
		this.adapters = SingletonSupplier
			.of(() -> context.getBeanProvider(HandlerAdapter.class).orderedStream().toList());
		this.path = SingletonSupplier
			.of(() -> context.getEnvironment().resolvePlaceholders(PATH).replaceFirst("^/*", "/"));
		this.views = views;
	}

	/**
	 * Writes the page.
	 * @param request a request of a browser
	 * @param detail why it was refused
	 * @return whether there is a page and it could be written; the response may have been
	 * begun if not
	 */
	boolean write(HttpServletRequest request, HttpServletResponse response, String detail, Locale locale) {
		if (request.getAttribute(ErrorPageRequest.MARK) != null) {
			return false;
		}
		try {
			ErrorPageRequest error = new ErrorPageRequest(request, this.path.obtain(), detail, locale);
			HandlerExecutionChain chain = this.handlers.of(error);
			HandlerAdapter adapter = (chain != null) ? adapter(chain.getHandler()) : null;
			if (chain == null || adapter == null) {
				return false;
			}
			response.resetBuffer();
			response.setStatus(ErrorPageRequest.STATUS);
			ModelAndView page = adapter.handle(error, response, chain.getHandler());
			return page == null || this.views.render(page, locale, error, response);
		}
		catch (Exception ex) {
			logger.debug("No error page for a refused request", ex);
			return false;
		}
	}

	private @Nullable HandlerAdapter adapter(Object handler) {
		for (HandlerAdapter adapter : this.adapters.obtain()) {
			if (adapter.supports(handler) && !(handler instanceof ResourceHttpRequestHandler)) {
				return adapter;
			}
		}
		return null;
	}

}
