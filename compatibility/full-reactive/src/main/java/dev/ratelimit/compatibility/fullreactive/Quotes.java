package dev.ratelimit.compatibility.fullreactive;

import dev.ratelimit.annotation.RateLimited;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Service;

@Service
class Quotes {

	@RateLimited(value = "three", key = "#order.symbol.toLowerCase()", permits = "#order.cost", fallback = "busy")
	Mono<String> of(Order order) {
		return Mono.just("fresh");
	}

	private Mono<String> busy(Order order) {
		return Mono.just("stale");
	}

	record Order(String symbol, int cost) {

	}

}
