package dev.ratelimit.compatibility.migration;

import io.github.resilience4j.ratelimiter.annotation.RateLimiter;

import org.springframework.stereotype.Service;

@Service
public class Backend {

	@RateLimiter(name = "reports")
	public String report() {
		return "report";
	}

	@RateLimiter(name = "quotes", fallbackMethod = "stale")
	public String quote(String symbol) {
		if (symbol.equals("unknown")) {
			throw new IllegalArgumentException(symbol);
		}
		return "fresh";
	}

	String stale(String symbol, Exception cause) {
		return "stale";
	}

	@RateLimiter(name = "#customer", configuration = "customers")
	public String search(String customer) {
		return "found";
	}

	@RateLimiter(name = "exports", permits = 2)
	public String export() {
		return "export";
	}

	@RateLimiter(name = "slow")
	public String slow() {
		return "slow";
	}

}
