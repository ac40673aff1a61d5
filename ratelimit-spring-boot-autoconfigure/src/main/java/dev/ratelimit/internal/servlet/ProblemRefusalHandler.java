package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.ratelimit.RateLimitExceededException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.HttpHeaders;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.CorsUtils;

/**
 * Answers a refused request with 429 and an {@code application/problem+json} body, with
 * nothing but the servlet API. Type, title and detail can be changed by the context's
 * message source. Cross-origin requests get the headers that a
 * {@link CorsConfigurationSource} bean has for them. Safe for use by many threads.
 */
public final class ProblemRefusalHandler implements RefusalHandler {

	private static final String BEAN_NAME = "corsConfigurationSource";

	private final ApplicationContext context;

	private volatile @Nullable CorsConfigurationSource corsSource;

	/**
	 * A handler in an application.
	 * @param context where the message source and a CORS configuration are found, when
	 * the first request is refused
	 */
	public ProblemRefusalHandler(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public void refuse(HttpServletRequest request, HttpServletResponse response, RateLimitExceededException refusal)
			throws IOException {
		if (CorsUtils.isCorsRequest(request)) {
			CrossOrigin.allow(corsSource().getCorsConfiguration(request), request, response);
		}
		write(request, response, refusal);
	}

	/** Writes status, Retry-After and body. */
	void write(HttpServletRequest request, HttpServletResponse response, RateLimitExceededException refusal)
			throws IOException {
		response.resetBuffer();
		response.setHeader(HttpHeaders.RETRY_AFTER, retryAfter(refusal));
		Locale locale = (LocaleContextHolder.getLocaleContext() != null) ? LocaleContextHolder.getLocale()
				: request.getLocale();
		ProblemJson.write(Refusals.problem(refusal, request, this.context, locale), response);
	}

	static String retryAfter(RateLimitExceededException refusal) {
		return Long.toString(RateLimitHeaders.retryAfterSeconds(refusal.decision()));
	}

	/**
	 * The user's source of CORS configuration: the one of the usual name, or all in
	 * order.
	 */
	CorsConfigurationSource corsSource() {
		CorsConfigurationSource source = this.corsSource;
		if (source == null) {
			source = find();
			this.corsSource = source;
		}
		return source;
	}

	private CorsConfigurationSource find() {
		Map<String, CorsConfigurationSource> beans = BeanFactoryUtils.beansOfTypeIncludingAncestors(this.context,
				CorsConfigurationSource.class, true, false);
		CorsConfigurationSource named = beans.get(BEAN_NAME);
		if (named != null) {
			return named;
		}
		// MVC's own: a look-up of the mappings, and handlers that speak for themselves
		beans.remove("mvcHandlerMappingIntrospector");
		List<CorsConfigurationSource> sources = this.context.getBeanProvider(CorsConfigurationSource.class)
			.orderedStream()
			.filter((bean) -> beans.containsValue(bean) && !(bean instanceof HttpRequestHandler))
			.toList();
		return (request) -> first(sources, request);
	}

	private static @Nullable CorsConfiguration first(List<CorsConfigurationSource> sources,
			HttpServletRequest request) {
		for (CorsConfigurationSource source : sources) {
			CorsConfiguration configuration = source.getCorsConfiguration(request);
			if (configuration != null) {
				return configuration;
			}
		}
		return null;
	}

}
