package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.util.List;
import java.util.Objects;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.http.RateLimitHeaders;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.ViewResolver;

/**
 * Answers refused requests in an MVC application, those of the filter and, as a
 * {@link HandlerExceptionResolver} bean, those of annotations: the application's own
 * exception handlers are asked first, such as those of a {@code @ControllerAdvice}; if
 * none answers, or fails to, the answer is that of {@link ProblemRefusalHandler}. There
 * is one {@code Retry-After} in either case. Safe for use by many threads.
 */
public final class MvcRefusalHandler implements RefusalHandler, HandlerExceptionResolver, Ordered {

	private static final Log logger = LogFactory.getLog(MvcRefusalHandler.class);

	private final ProblemRefusalHandler fallback;

	private final SingletonSupplier<List<HandlerExceptionResolver>> others;

	private final SingletonSupplier<List<ViewResolver>> views;

	/**
	 * A handler in an application.
	 * @param context where the exception resolvers, handler mappings, views, message
	 * source and CORS configuration are found, when the first request is refused
	 */
	public MvcRefusalHandler(ApplicationContext context) {
		this.fallback = new ProblemRefusalHandler(context);
		ObjectProvider<HandlerExceptionResolver> resolvers = context.getBeanProvider(HandlerExceptionResolver.class);
		this.others = SingletonSupplier.of(() -> resolvers.orderedStream()
			.filter((resolver) -> !(resolver instanceof MvcRefusalHandler))
			.toList());
		ObjectProvider<ViewResolver> views = context.getBeanProvider(ViewResolver.class);
		this.views = SingletonSupplier.of(() -> views.orderedStream().toList());
	}

	/**
	 * Just ahead of MVC's own resolvers, which are asked from here.
	 */
	@Override
	public int getOrder() {
		return -1;
	}

	@Override
	public void refuse(HttpServletRequest request, HttpServletResponse response, RateLimitExceededException refusal)
			throws IOException, ServletException {
		this.fallback.allowCrossOrigin(request, response);
		HttpServletResponse once = prepared(response, refusal);
		ModelAndView answer = answer(request, once, null, refusal);
		try {
			if (answer == null || !rendered(answer, request, once)) {
				this.fallback.write(request, response, refusal);
			}
		}
		catch (IOException | ServletException | RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new ServletException("Could not render the view of a refusal", ex);
		}
	}

	@Override
	public @Nullable ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception ex) {
		RateLimitExceededException refusal = Refusals.causeOf(ex);
		if (refusal == null || response.isCommitted()) {
			return null;
		}
		CrossOrigin.expose(response);
		ModelAndView answer = answer(request, prepared(response, refusal), handler, ex);
		if (answer != null) {
			return answer;
		}
		try {
			this.fallback.write(request, response, refusal);
		}
		catch (IOException failure) {
			logger.debug("Could not answer a refused request", failure);
		}
		return new ModelAndView();
	}

	private static HttpServletResponse prepared(HttpServletResponse response, RateLimitExceededException refusal) {
		response.setHeader(HttpHeaders.RETRY_AFTER, ProblemRefusalHandler.retryAfter(refusal));
		return new RetryAfterOnceResponse(response);
	}

	/** What the application's own resolvers answer, null if they do not. */
	private @Nullable ModelAndView answer(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception ex) {
		for (HandlerExceptionResolver resolver : this.others.obtain()) {
			ModelAndView answer = resolver.resolveException(request, response, handler, ex);
			if (answer != null) {
				return answer;
			}
		}
		return null;
	}

	/** Renders a view as MVC would have, had the request come that far. */
	private boolean rendered(ModelAndView answer, HttpServletRequest request, HttpServletResponse response)
			throws Exception {
		if (answer.isEmpty()) {
			return true;
		}
		if (answer.getStatus() != null) {
			response.setStatus(answer.getStatus().value());
		}
		String name = answer.getViewName();
		if (name == null) {
			Objects.requireNonNull(answer.getView()).render(answer.getModel(), request, response);
			return true;
		}
		for (ViewResolver resolver : this.views.obtain()) {
			View view = resolver.resolveViewName(name, request.getLocale());
			if (view != null) {
				view.render(answer.getModel(), request, response);
				return true;
			}
		}
		return false;
	}

}
