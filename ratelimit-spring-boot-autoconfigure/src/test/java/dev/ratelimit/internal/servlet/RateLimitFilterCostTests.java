package dev.ratelimit.internal.servlet;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.sun.management.ThreadMXBean;
import dev.ratelimit.internal.address.ClientAddress;
import dev.ratelimit.internal.address.ForwardedAddresses;
import dev.ratelimit.internal.cors.CorsLookup;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.NamedRule;
import dev.ratelimit.internal.http.RuleDefinition;
import dev.ratelimit.internal.http.WebRules;
import dev.ratelimit.internal.servlet.ForwardedAddressResolver;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.util.pattern.PathPatternParser;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a request costs that is admitted by one rule, with its headers.
 */
class RateLimitFilterCostTests extends FilterAlone {

	@Test
	void aPassAllocatesLittle() throws Exception {
		assertThat(allocated(filter(HeaderStyle.STANDARD, RuleDefinition.of("more", "/api/**")))).isLessThan(700);
	}

	@Test
	void manyRulesCostLittleMoreThanOne() throws Exception {
		long one = allocated(filter(HeaderStyle.STANDARD, RuleDefinition.of("more", "/api/things/7/**")));
		this.time.advance(Duration.ofMinutes(1));
		RuleDefinition[] rules = IntStream.range(0, 100)
			.mapToObj((i) -> RuleDefinition.of("more", "/api/things/" + i + "/**"))
			.toArray(RuleDefinition[]::new);
		WebRules many = WebRules.compile(NamedRule.list(Arrays.asList(rules)), this.limiters,
				new Expressions(this.context.getBeanFactory()), PathPatternParser.defaultInstance, ServletCall.NAMES);
		assertThat(allocated(new RateLimitFilter(many,
				new ClientAddress(new ForwardedAddressResolver(new ForwardedAddresses("Forwarded", List.of())), 64,
						null),
				HeaderStyle.STANDARD, new ProblemRefusalHandler(this.context), new CorsLookup(this.context))))
			.isLessThan(one + 16);
	}

	private long allocated(RateLimitFilter filter) throws Exception {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		Map<String, Object> attributes = new HashMap<>();
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/things/7/parts") {

			@Override
			public Object getAttribute(String name) {
				return attributes.get(name);
			}

			@Override
			public void setAttribute(String name, Object value) {
				attributes.put(name, value);
			}
		};
		HttpServletResponse response = new HttpServletResponseWrapper(new MockHttpServletResponse()) {

			@Override
			public void setHeader(String name, String value) {
			}
		};
		long before = 0;
		int rounds = 20_000;
		for (int i = 0; i < 3 * rounds; i++) {
			if (i == 2 * rounds) {
				before = threads.getCurrentThreadAllocatedBytes();
			}
			attributes.clear();
			filter.doFilter(request, response, DONE);
			this.time.advance(Duration.ofMillis(200));
		}
		return (threads.getCurrentThreadAllocatedBytes() - before) / rounds;
	}

}
