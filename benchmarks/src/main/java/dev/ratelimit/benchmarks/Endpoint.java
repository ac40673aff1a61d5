package dev.ratelimit.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import dev.ratelimit.annotation.RateLimited;
import io.github.resilience4j.ratelimiter.annotation.RateLimiter;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.WebFilter;

/**
 * The application under load: one endpoint, limited in one way or not at all. Whoever
 * does not limit it is not there either.
 */
enum Endpoint {

	PLAIN("plain", PlainController.class),

	/** What the headers cost that ours write, whoever writes them. */
	HEADERS("plain, with two constant headers", HeadersController.class),

	FILTER("our filter", PlainController.class, "dev.ratelimit", "ratelimit.limits.api.rate=1000000/1s",
			"ratelimit.web.rules[0].limits=api", "ratelimit.web.rules[0].paths=/hello"),

	SILENT("our filter, headers: none", PlainController.class, "dev.ratelimit", "ratelimit.limits.api.rate=1000000/1s",
			"ratelimit.web.rules[0].limits=api", "ratelimit.web.rules[0].paths=/hello", "ratelimit.web.headers=none"),

	ANNOTATION("our annotation", LimitedController.class, "dev.ratelimit", "ratelimit.limits.api.rate=1000000/1s"),

	BUCKET4J("bucket4j-spring-boot-starter", CachedController.class, "com.giffing", "bucket4j.enabled=true",
			"spring.cache.jcache.provider=com.github.benmanes.caffeine.jcache.spi.CaffeineCachingProvider",
			"spring.cache.cache-names=buckets", "bucket4j.filters[0].cache-name=buckets",
			"bucket4j.filters[0].url=/hello", "bucket4j.filters[0].rate-limits[0].cache-key=getRemoteAddr()",
			"bucket4j.filters[0].rate-limits[0].bandwidths[0].capacity=1000000",
			"bucket4j.filters[0].rate-limits[0].bandwidths[0].time=1",
			"bucket4j.filters[0].rate-limits[0].bandwidths[0].unit=seconds"),

	RESILIENCE4J("resilience4j annotation (one limit for all)", Resilience4jController.class, "io.github.resilience4j",
			"resilience4j.ratelimiter.instances.api.limit-for-period=1000000",
			"resilience4j.ratelimiter.instances.api.limit-refresh-period=1s",
			"resilience4j.ratelimiter.instances.api.timeout-duration=0"),

	REACTIVE("WebFlux, plain", PlainController.class),

	REACTIVE_HEADERS("WebFlux, plain, with two constant headers", ReactiveHeadersController.class),

	REACTIVE_FILTER("WebFlux, our filter", PlainController.class, "dev.ratelimit",
			"ratelimit.limits.api.rate=1000000/1s", "ratelimit.web.rules[0].limits=api",
			"ratelimit.web.rules[0].paths=/hello"),

	REACTIVE_SILENT("WebFlux, our filter, headers: none", PlainController.class, "dev.ratelimit",
			"ratelimit.limits.api.rate=1000000/1s", "ratelimit.web.rules[0].limits=api",
			"ratelimit.web.rules[0].paths=/hello", "ratelimit.web.headers=none"),

	REACTIVE_BUCKET4J("WebFlux, bucket4j-spring-boot-starter", ReactiveBucket4jController.class, "com.giffing",
			"bucket4j.enabled=true", "bucket4j.filters[0].cache-name=buckets",
			"bucket4j.filters[0].filter-method=webflux", "bucket4j.filters[0].url=/hello",
			"bucket4j.filters[0].rate-limits[0].cache-key=getRemoteAddress().getAddress().getHostAddress()",
			"bucket4j.filters[0].rate-limits[0].bandwidths[0].capacity=1000000",
			"bucket4j.filters[0].rate-limits[0].bandwidths[0].time=1",
			"bucket4j.filters[0].rate-limits[0].bandwidths[0].unit=seconds");

	/** WebFlux's server is Netty. */
	private static final String OTHER_SERVER = "org.springframework.boot.tomcat";

	private static final List<String> LIMITERS = List.of("dev.ratelimit", "com.giffing", "io.github.resilience4j",
			"org.springframework.boot.data.redis", "org.springframework.cloud");

	private final String title;

	private final Class<?> controller;

	private final List<String> limiters;

	private final List<String> properties;

	Endpoint(String title, Class<?> controller, String... limiterAndProperties) {
		this.title = title;
		this.controller = controller;
		List<String> rest = Arrays.asList(limiterAndProperties);
		this.limiters = rest.subList(0, Math.min(1, rest.size()));
		this.properties = rest.subList(Math.min(1, rest.size()), rest.size());
	}

	String title() {
		return this.title;
	}

	private boolean isReactive() {
		return name().startsWith(REACTIVE.name());
	}

	/** The endpoint without a limit that this one is compared with. */
	Endpoint plain() {
		return isReactive() ? REACTIVE : PLAIN;
	}

	/** Starts the application of a name on a port. */
	public static void main(String[] args) {
		valueOf(args[0]).start(args[1]);
	}

	/** Starts the application on a port, 0 for one that is free. */
	ConfigurableApplicationContext start(String port) {
		List<String> arguments = new ArrayList<>();
		arguments.add("--server.address=127.0.0.1");
		arguments.add("--server.port=" + port);
		arguments.add("--spring.main.banner-mode=off");
		arguments.add("--spring.main.web-application-type=" + (isReactive() ? "reactive" : "servlet"));
		arguments.add("--spring.autoconfigure.exclude=" + String.join(",", others()));
		this.properties.forEach((property) -> arguments.add("--" + property));
		return new SpringApplication(this.controller).run(arguments.toArray(String[]::new));
	}

	private List<String> others() {
		return ImportCandidates.load(AutoConfiguration.class, Endpoint.class.getClassLoader())
			.getCandidates()
			.stream()
			.filter((name) -> LIMITERS.stream().anyMatch(name::startsWith)
					&& this.limiters.stream().noneMatch(name::startsWith)
					|| isReactive() && name.startsWith(OTHER_SERVER))
			.toList();
	}

	@RestController
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class PlainController {

		@GetMapping("/hello")
		Map<String, String> hello() {
			return Map.of("hello", "world");
		}

	}

	static class HeadersController extends PlainController {

		@Bean
		Filter headers() {
			return (request, response, chain) -> {
				HttpServletResponse httpResponse = (HttpServletResponse) response;
				httpResponse.setHeader("RateLimit-Policy", "\"api\";q=1000000;w=1");
				httpResponse.setHeader("RateLimit", "\"api\";r=999999;t=1");
				chain.doFilter(request, response);
			};
		}

	}

	static class ReactiveHeadersController extends PlainController {

		@Bean
		WebFilter headers() {
			return (exchange, chain) -> {
				exchange.getResponse().getHeaders().set("RateLimit-Policy", "\"api\";q=1000000;w=1");
				exchange.getResponse().getHeaders().set("RateLimit", "\"api\";r=999999;t=1");
				return chain.filter(exchange);
			};
		}

	}

	static class ReactiveBucket4jController extends PlainController {

		@Bean
		Bucket4jOnWebFlux buckets() {
			return new Bucket4jOnWebFlux();
		}

	}

	@EnableCaching
	static class CachedController extends PlainController {

	}

	@RestController
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class LimitedController {

		@RateLimited("api")
		@GetMapping("/hello")
		Map<String, String> hello() {
			return Map.of("hello", "world");
		}

	}

	@RestController
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Resilience4jController {

		@RateLimiter(name = "api")
		@GetMapping("/hello")
		Map<String, String> hello() {
			return Map.of("hello", "world");
		}

	}

}
