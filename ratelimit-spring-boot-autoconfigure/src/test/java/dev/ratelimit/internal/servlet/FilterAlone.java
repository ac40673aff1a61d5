package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.internal.address.ClientAddress;
import dev.ratelimit.internal.address.ForwardedAddresses;
import dev.ratelimit.internal.cors.CorsLookup;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.NamedRule;
import dev.ratelimit.internal.http.RuleDefinition;
import dev.ratelimit.internal.http.WebRules;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import dev.ratelimit.internal.servlet.ForwardedAddressResolver;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import org.junit.jupiter.api.AfterEach;

import org.springframework.context.support.StaticApplicationContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The filter without MVC and without a container, under a few limits.
 */
abstract class FilterAlone {

	static final FilterChain DONE = (request, response) -> {
	};

	final ManualTimeSource time = new ManualTimeSource();

	final StaticApplicationContext context = new StaticApplicationContext();

	final LocalRateLimiterRegistry limiters = new LocalRateLimiterRegistry(
			List.of(Limit.of("api", Algorithm.TOKEN_BUCKET, "1/1m"),
					Limit.of("more", Algorithm.FIXED_WINDOW, "10/1500ms"),
					Limit.of("queue", Algorithm.LEAKY_BUCKET, "1/1s").withWaiting(Duration.ofSeconds(9), 10),
					Limit.of("vast", Algorithm.TOKEN_BUCKET, "1000000000/1s").withCapacity(1L << 53)),
			Map.of(), null, this.time, 100);

	@AfterEach
	void close() {
		this.limiters.close();
	}

	RateLimitFilter filter(HeaderStyle headers, RuleDefinition... rules) {
		this.context.refresh();
		WebRules compiled = WebRules.compile(NamedRule.list(List.of(rules)), this.limiters,
				new Expressions(this.context.getBeanFactory()), PathPatternParser.defaultInstance, ServletCall.NAMES);
		return new RateLimitFilter(compiled,
				new ClientAddress(new ForwardedAddressResolver(new ForwardedAddresses("Forwarded", List.of())), 64,
						null),
				headers, new ProblemRefusalHandler(this.context), new CorsLookup(this.context));
	}

	static MockHttpServletResponse pass(RateLimitFilter filter, MockHttpServletRequest request, FilterChain chain)
			throws ServletException, IOException {
		MockHttpServletResponse response = new MockHttpServletResponse();
		filter.doFilter(request, response, chain);
		return response;
	}

	static MockHttpServletRequest get(String path) {
		return new MockHttpServletRequest("GET", path);
	}

}
