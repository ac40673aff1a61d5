package dev.ratelimit.compatibility.migration;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.annotation.RateLimited;

import org.springframework.stereotype.Service;

@Service
public class Backend {

	@RateLimited(value = "reports", key = "'everyone'")
	public String report() {
		return "report";
	}

	@RateLimited(value = "quotes", key = "'everyone'", fallback = "stale")
	public String quote(String symbol) {
		if (symbol.equals("unknown")) {
			throw new IllegalArgumentException(symbol);
		}
		return "fresh";
	}

	String stale(String symbol, RateLimitExceededException refused) {
		return "stale";
	}

	@RateLimited(value = "customers", key = "#customer")
	public String search(String customer) {
		return "found";
	}

	@RateLimited(value = "exports", key = "'everyone'", permits = "2")
	public String export() {
		return "export";
	}

	@RateLimited(value = "slow", key = "'everyone'")
	public String slow() {
		return "slow";
	}

}
