package dev.ratelimit.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.TimeSource;
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
import dev.ratelimit.internal.servlet.RateLimitFilter;
import dev.ratelimit.internal.servlet.ServletCall;
import jakarta.servlet.ServletException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * A request's whole way through the filter: matched, its key found, decided, headers
 * written. The last of the rules applies.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class Pass {

	/** How many rules there are. */
	@Param({ "0", "1", "10", "100" })
	public int rules;

	private RateLimitFilter filter;

	private LightRequest request;

	private LightResponse response;

	@Setup
	public void open() {
		Limit limit = Limit.of("api", Algorithm.TOKEN_BUCKET, "100/1m").withCapacity(5_000_000_000L);
		RateLimiterRegistry limiters = new LocalRateLimiterRegistry(List.of(limit), Map.of(), null, TimeSource.system(),
				Floors.MAXIMUM_SIZE);
		List<RuleDefinition> definitions = IntStream.range(0, this.rules)
			.mapToObj((i) -> RuleDefinition.of("api", "/api/things%d/**".formatted(i)))
			.toList();
		WebRules compiled = WebRules.compile(NamedRule.list(definitions), limiters,
				new Expressions(new DefaultListableBeanFactory()), PathPatternParser.defaultInstance,
				ServletCall.NAMES);
		ClientAddress address = new ClientAddress(
				new ForwardedAddressResolver(new ForwardedAddresses("X-Forwarded-For", List.of())), 64,
				"X-Forwarded-For");
		this.filter = new RateLimitFilter(compiled, address, HeaderStyle.STANDARD, (refused, answer, refusal) -> {
			throw new IllegalStateException("nothing is to be refused here", refusal);
		}, new CorsLookup(new StaticApplicationContext()));
		this.request = new LightRequest("/api/things%d/17".formatted(this.rules - 1));
		this.response = new LightResponse();
	}

	@Benchmark
	public int pass() throws ServletException, IOException {
		LightResponse answer = this.response.fresh();
		this.filter.doFilter(this.request.fresh(), answer, (request, response) -> {
		});
		return answer.count();
	}

}
