package dev.ratelimit.internal.cors;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.filter.CorsFilter;

/**
 * The CORS headers that the application would send, wherever it configures them: in
 * {@code CorsFilter} beans and registrations, Spring Security, a
 * {@link CorsConfigurationSource} bean, or Spring MVC's mappings. The first that lets a
 * request's origin in, or refuses it, decides. Also the headers that Spring Security
 * writes into its responses, for those that are made ahead of it. Safe for use by many
 * threads.
 */
public final class CorsLookup {

	private static final Log logger = LogFactory.getLog(CorsLookup.class);

	private static final boolean SECURITY = isPresent("org.springframework.security.web.FilterChainProxy");

	private static final boolean MVC = isPresent("org.springframework.web.servlet.HandlerMapping");

	private static final DefaultCorsProcessor PROCESSOR = new DefaultCorsProcessor();

	/** The usual name of a source bean. */
	private static final String USUAL_NAME = "corsConfigurationSource";

	private final @Nullable SecurityFilters security;

	private final SingletonSupplier<List<Source>> sources;

	/**
	 * A look-up in an application.
	 * @param context where CORS is configured; asked when the first request is looked up
	 */
	public CorsLookup(ApplicationContext context) {
		this.security = SECURITY ? new SecurityFilters(context) : null;
		this.sources = SingletonSupplier.of(() -> find(context));
	}

	private static boolean isPresent(String type) {
		return ClassUtils.isPresent(type, CorsLookup.class.getClassLoader());
	}

	private List<Source> find(ApplicationContext context) {
		List<Source> sources = new ArrayList<>();
		sources.add(new CorsFilters(context));
		SecurityFilters security = this.security;
		if (security != null) {
			sources.add((request, answer) -> security.ask(CorsFilter.class, request, answer));
		}
		sourceBeans(context).forEach((bean) -> sources.add(configured(bean)));
		if (MVC) {
			sources.add(configured(new MappedCors(context)));
		}
		return List.copyOf(sources);
	}

	/** The bean of the usual name, or all in order. */
	private static Stream<CorsConfigurationSource> sourceBeans(ApplicationContext context) {
		Map<String, CorsConfigurationSource> beans = BeanFactoryUtils.beansOfTypeIncludingAncestors(context,
				CorsConfigurationSource.class, true, false);
		// Not MVC's own, which looks up the mappings, nor handlers, which configure
		// only themselves
		beans.remove("mvcHandlerMappingIntrospector");
		CorsConfigurationSource named = beans.get(USUAL_NAME);
		return (named != null) ? Stream.of(named)
				: context.getBeanProvider(CorsConfigurationSource.class)
					.orderedStream()
					.filter((bean) -> beans.containsValue(bean) && !(bean instanceof HttpRequestHandler));
	}

	private static Source configured(CorsConfigurationSource source) {
		return (request, answer) -> {
			CorsConfiguration configuration = source.getCorsConfiguration(request);
			if (configuration != null) {
				PROCESSOR.processRequest(configuration, request, answer);
			}
		};
	}

	/**
	 * Whether a request is a preflight as browsers send them, without credentials and
	 * body, that the application's CORS configuration answers and allows. Anything else
	 * that calls itself a preflight may reach authentication or a handler.
	 * @param request the request
	 * @param response its response, which is left as it is
	 * @return true if so
	 */
	public boolean answersPreflight(HttpServletRequest request, HttpServletResponse response) {
		return CorsUtils.isPreFlightRequest(request) && !Credentials.areIn(request)
				&& answer(request, response) != null;
	}

	/**
	 * Sets the headers that the application's own answer would have had: those of
	 * Security's chain, unless it handles the request already, and those that let a
	 * script of another origin read the response, where it could read that answer.
	 * @param request the request
	 * @param response its response, not committed
	 * @param headers the headers that such a script may read, too
	 */
	public void prepare(HttpServletRequest request, HttpServletResponse response, String headers) {
		try {
			if (this.security != null) {
				this.security.writeHeaders(new UntouchedRequest(request), response);
			}
		}
		catch (IOException | ServletException | RuntimeException ex) {
			logger.debug("No headers of Spring Security for a refused request", ex);
		}
		if (isOfAnotherOrigin(request) && !response.containsHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN)) {
			CorsAnswer answer = answer(request, response);
			if (answer != null) {
				answer.copyTo(response);
			}
		}
		expose(response, headers);
	}

	private static boolean isOfAnotherOrigin(HttpServletRequest request) {
		try {
			return CorsUtils.isCorsRequest(request);
		}
		catch (RuntimeException ex) {
			// The origin is no URL, so no browser's
			return false;
		}
	}

	/**
	 * Lets a script of another origin read headers, if it may read the response at all.
	 * @param response the response, not committed
	 * @param headers the names, with commas between them
	 */
	public static void expose(HttpServletResponse response, String headers) {
		if (response.containsHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN)) {
			response.addHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, headers);
		}
	}

	private @Nullable CorsAnswer answer(HttpServletRequest request, HttpServletResponse response) {
		for (Source source : this.sources.obtain()) {
			CorsAnswer answer = new CorsAnswer(response);
			try {
				source.answer(new UntouchedRequest(request), answer);
			}
			catch (IOException | ServletException | RuntimeException ex) {
				logger.debug("No CORS headers of " + source, ex);
			}
			if (answer.isGiven()) {
				return answer.isAllowed() ? answer : null;
			}
		}
		return null;
	}

	/**
	 * One place in which CORS is configured.
	 */
	interface Source {

		/** Writes what it has for the request, a refusal too. */
		void answer(HttpServletRequest request, CorsAnswer answer) throws IOException, ServletException;

	}

}
