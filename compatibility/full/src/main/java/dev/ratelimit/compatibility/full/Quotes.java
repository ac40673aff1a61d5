package dev.ratelimit.compatibility.full;

import dev.ratelimit.annotation.RateLimited;

import org.springframework.stereotype.Service;

@Service
class Quotes {

	@RateLimited(value = "three", key = "#order.symbol.toLowerCase()", permits = "#order.cost", fallback = "busy")
	String of(Order order) {
		return "fresh";
	}

	private String busy(Order order) {
		return "stale";
	}

	record Order(String symbol, int cost) {

	}

}
