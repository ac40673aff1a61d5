package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.util.Locale;
import java.util.Objects;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.cors.CorsLookup;
import dev.ratelimit.internal.http.RateLimitHeaders;
import dev.ratelimit.internal.http.Refusals;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Answers refused requests in an MVC application, those of the filter and, as a
 * {@link HandlerExceptionResolver} bean, those of annotations. What answers is the first
 * of these: the application's {@code @ExceptionHandler} for the exception itself, for a
 * browser its error page, and {@link ProblemRefusalHandler}. There is one
 * {@code Retry-After} in either case. Safe for use by many threads.
 */
public final class MvcRefusalHandler implements RefusalHandler, HandlerExceptionResolver, Ordered {

	private static final Log logger = LogFactory.getLog(MvcRefusalHandler.class);

	private final ProblemRefusalHandler fallback;

	private final NamedHandlers handlers;

	private final Views views;

	private final ErrorPage page;

	private final SingletonSupplier<LocaleResolver> locales;

	/**
	 * A handler in an application.
	 * @param context where exception handlers, views, the error page, message source,
	 * locale resolver and CORS configuration are found, when the first request is refused
	 */
	public MvcRefusalHandler(ApplicationContext context) {
		this.fallback = new ProblemRefusalHandler(context, this::locale);
		this.handlers = new NamedHandlers(context);
		this.views = new Views(context);
		this.page = new ErrorPage(context, this.views);
		this.locales = SingletonSupplier.ofNullable(() -> {
			String name = DispatcherServlet.LOCALE_RESOLVER_BEAN_NAME;
			return context.containsBean(name) ? context.getBean(name, LocaleResolver.class) : null;
		});
	}

	/**
	 * Ahead of all others, so that no resolver for any exception answers a refusal.
	 */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public void refuse(HttpServletRequest request, HttpServletResponse response, RateLimitExceededException refusal)
			throws IOException {
		this.fallback.prepare(request, response);
		answer(request, response, null, refusal);
	}

	@Override
	public @Nullable ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception ex) {
		RateLimitExceededException refusal = Refusals.causeOf(ex);
		if (response.isCommitted() || (refusal == null && !Refusals.isUnreadable(ex))) {
			return null;
		}
		if (refusal != null && refusal != ex && this.handlers.handle(handler, ex)) {
			return null;
		}
		try {
			if (refusal == null) {
				RateLimitFilter.unreadable(request, response);
			}
			else {
				CorsLookup.expose(response, RateLimitHeaders.ALL);
				answer(request, response, handler, refusal);
			}
		}
		catch (IOException failure) {
			logger.debug("Could not answer a refused request", failure);
		}
		return new ModelAndView();
	}

	private void answer(HttpServletRequest request, HttpServletResponse response, @Nullable Object handler,
			RateLimitExceededException refusal) throws IOException {
		response.setHeader(HttpHeaders.RETRY_AFTER, ProblemRefusalHandler.retryAfter(refusal));
		boolean answered = answeredByName(request, new RetryAfterOnceResponse(response), handler, refusal)
				|| (ProblemRefusalHandler.isBrowser(request) && this.page.write(request, response,
						Objects.requireNonNullElse(this.fallback.problem(request, refusal).getDetail(), ""),
						locale(request)));
		if (!answered && !response.isCommitted()) {
			this.fallback.write(request, response, refusal);
		}
	}

	private boolean answeredByName(HttpServletRequest request, HttpServletResponse response, @Nullable Object handler,
			RateLimitExceededException refusal) {
		ModelAndView answer = this.handlers.answer(request, response, handler, refusal);
		try {
			return answer != null && this.views.render(answer, locale(request), request, response);
		}
		catch (Exception ex) {
			logger.debug("Could not render the view of a refused request", ex);
			return false;
		}
	}

	private Locale locale(HttpServletRequest request) {
		LocaleResolver resolver = this.locales.get();
		try {
			return (resolver != null) ? resolver.resolveLocale(request) : request.getLocale();
		}
		catch (RuntimeException ex) {
			// Such as for a cookie that names no locale
			return request.getLocale();
		}
	}

}
