package dev.ratelimit.internal.cors;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.cors.DefaultCorsProcessor;

/**
 * The CORS headers that the application would send, wherever it configures them: in
 * {@code CorsFilter} beans and registrations, Spring Security, a
 * {@link CorsConfigurationSource} bean, or Spring MVC's mappings. The first that lets a
 * request's origin in, or refuses it, decides. Safe for use by many threads.
 */
public final class CorsLookup {

	private static final Log logger = LogFactory.getLog(CorsLookup.class);

	static final boolean SECURITY = isPresent("org.springframework.security.web.FilterChainProxy");

	private static final boolean MVC = isPresent("org.springframework.web.servlet.HandlerMapping");

	private static final DefaultCorsProcessor PROCESSOR = new DefaultCorsProcessor();

	private final SingletonSupplier<List<Source>> sources;

	/**
	 * A look-up in an application.
	 * @param context where CORS is configured; asked when the first request is looked up
	 */
	public CorsLookup(ApplicationContext context) {
		this.sources = SingletonSupplier.of(() -> find(context));
	}

	private static boolean isPresent(String type) {
		return ClassUtils.isPresent(type, CorsLookup.class.getClassLoader());
	}

	private static List<Source> find(ApplicationContext context) {
		List<Source> sources = new ArrayList<>();
		sources.add(new CorsFilters(context));
		if (SECURITY) {
			sources.add(new SecurityCors(context));
		}
		sources.add(configured(new CorsSourceBeans(context)));
		if (MVC) {
			sources.add(configured(new MappedCors(context)));
		}
		return List.copyOf(sources);
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
	 * Sets the headers that let a script of another origin read a response, where the
	 * application would have let it read its own answer.
	 * @param request the request; nothing is set if it is of the same origin
	 * @param response its response, not committed
	 */
	public void allow(HttpServletRequest request, HttpServletResponse response) {
		if (CorsUtils.isCorsRequest(request) && !response.containsHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN)) {
			CorsAnswer answer = answer(request, response);
			if (answer != null) {
				answer.copyTo(response);
			}
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
