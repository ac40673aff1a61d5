package dev.ratelimit.compatibility.fullreactive;

import java.security.Principal;

import dev.ratelimit.annotation.RateLimited;
import reactor.core.publisher.Mono;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class PlansController {

	private final Quotes quotes;

	PlansController(Quotes quotes) {
		this.quotes = quotes;
	}

	@GetMapping("/tenants/{tenant}")
	Mono<String> tenant(@PathVariable String tenant) {
		return Mono.just(tenant);
	}

	@GetMapping("/plans")
	Mono<String> plans() {
		return Mono.just("plans");
	}

	@GetMapping("/account")
	Mono<String> account(Principal user) {
		return Mono.just(user.getName());
	}

	@GetMapping("/annotated")
	@RateLimited("three")
	Mono<String> annotated() {
		return Mono.just("annotated");
	}

	@GetMapping("/quotes")
	Mono<String> quote(@RequestParam String symbol, @RequestParam(defaultValue = "1") int cost) {
		return this.quotes.of(new Quotes.Order(symbol, cost));
	}

}
