package dev.ratelimit.internal.reactive;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dev.ratelimit.internal.cors.PreflightHeaders;
import dev.ratelimit.internal.http.RateLimitHeaders;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.SslInfo;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsConfigurationSource;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.cors.reactive.DefaultCorsProcessor;
import org.springframework.web.server.ServerWebExchange;

/**
 * The CORS headers that the application would send, wherever it configures them: in
 * {@code CorsWebFilter} beans, Spring Security, a {@link CorsConfigurationSource} bean,
 * or WebFlux's mappings. The first that lets a request's origin in, or refuses it,
 * decides. Also the headers that Spring Security writes into its responses, for those
 * that are made ahead of it. Safe for use by many threads.
 */
public final class ReactiveCors {

	private static final Log logger = LogFactory.getLog(ReactiveCors.class);

	/** The usual name of a source bean. */
	private static final String USUAL_NAME = "corsConfigurationSource";

	private static final DefaultCorsProcessor PROCESSOR = new DefaultCorsProcessor();

	private final @Nullable SecurityFilters security;

	private final SingletonSupplier<List<Function<AskedExchange, Publisher<?>>>> sources;

	/**
	 * A look-up in an application.
	 * @param context where CORS is configured; asked when the first request is looked up
	 */
	public ReactiveCors(ApplicationContext context) {
		this.security = SecurityFilters.PRESENT ? new SecurityFilters(context) : null;
		this.sources = SingletonSupplier.of(() -> find(context));
	}

	private List<Function<AskedExchange, Publisher<?>>> find(ApplicationContext context) {
		List<Function<AskedExchange, Publisher<?>>> sources = new ArrayList<>();
		context.getBeanProvider(CorsWebFilter.class)
			.orderedStream()
			.forEach((filter) -> sources.add((exchange) -> filter.filter(exchange, (passed) -> Mono.empty())));
		if (this.security != null) {
			sources.add(this.security::answerCors);
		}
		Map<String, CorsConfigurationSource> beans = context.getBeansOfType(CorsConfigurationSource.class);
		CorsConfigurationSource named = beans.get(USUAL_NAME);
		((named != null) ? List.of(named) : beans.values()).forEach((source) -> sources.add((exchange) -> {
			CorsConfiguration configuration = source.getCorsConfiguration(exchange);
			return (configuration != null) ? Mono.fromRunnable(() -> PROCESSOR.process(configuration, exchange))
					: Mono.empty();
		}));
		sources.add(new Handlers(context)::of);
		return List.copyOf(sources);
	}

	/**
	 * Whether a request is a preflight as browsers send them, without credentials and
	 * body.
	 */
	static boolean isBarePreflight(ServerWebExchange exchange) {
		ServerHttpRequest request = exchange.getRequest();
		return CorsUtils.isPreFlightRequest(request) && !hasCredentials(request) && !hasBody(request);
	}

	/** Whether the application's CORS configuration answers and allows a preflight. */
	Mono<Boolean> answers(ServerWebExchange exchange) {
		return answer(exchange).hasElement();
	}

	private static boolean hasCredentials(ServerHttpRequest request) {
		SslInfo ssl = request.getSslInfo();
		boolean certificate = ssl != null && ssl.getPeerCertificates() != null && ssl.getPeerCertificates().length > 0;
		return certificate || !PreflightHeaders.areAll(ReactiveCall.names(request));
	}

	private static boolean hasBody(ServerHttpRequest request) {
		return request.getHeaders().getContentLength() > 0
				|| request.getHeaders().getFirst(HttpHeaders.TRANSFER_ENCODING) != null;
	}

	/**
	 * Sets the headers that the application's own answer would have had: those of
	 * Security's chain, and those that let a script of another origin read the response,
	 * where it could read that answer.
	 */
	Mono<Void> prepare(ServerWebExchange exchange) {
		HttpHeaders headers = exchange.getResponse().getHeaders();
		boolean asked = isOfAnotherOrigin(exchange.getRequest())
				&& headers.getFirst(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN) == null;
		return ((this.security != null) ? this.security.writeHeaders(exchange) : Mono.<Void>empty())
			.then(asked ? answer(exchange) : Mono.<HttpHeaders>empty())
			.doOnNext((answer) -> answer.forEach((name, values) -> values.forEach((value) -> headers.add(name, value))))
			.then(Mono.fromRunnable(() -> {
				if (headers.getFirst(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN) != null) {
					headers.add(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, RateLimitHeaders.ALL);
				}
			}));
	}

	private static boolean isOfAnotherOrigin(ServerHttpRequest request) {
		try {
			return CorsUtils.isCorsRequest(request);
		}
		catch (RuntimeException ex) {
			// The origin is no URL, so no browser's, or the host is none
			return false;
		}
	}

	/** The headers of a source that lets the origin in; empty if none does. */
	private Mono<HttpHeaders> answer(ServerWebExchange exchange) {
		return Flux.fromIterable(this.sources.obtain()).concatMap((source) -> {
			AskedExchange asked = new AskedExchange(exchange);
			return Mono.defer(() -> Mono.from(source.apply(asked))).onErrorResume((failure) -> {
				logger.debug("No CORS headers", failure);
				return Mono.empty();
			}).then(Mono.fromSupplier(() -> asked));
		})
			.filter(AskedExchange::isGiven)
			.next()
			.filter(AskedExchange::isAllowed)
			.map((asked) -> asked.getResponse().getHeaders());
	}

}
