package dev.ratelimit.compatibility.full;

import java.security.Principal;

import dev.ratelimit.annotation.RateLimited;

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
	String tenant(@PathVariable String tenant) {
		return tenant;
	}

	@GetMapping("/plans")
	String plans() {
		return "plans";
	}

	@GetMapping("/account")
	String account(Principal user) {
		return user.getName();
	}

	@GetMapping("/annotated")
	@RateLimited("three")
	String annotated() {
		return "annotated";
	}

	@GetMapping("/quotes")
	String quote(@RequestParam String symbol, @RequestParam(defaultValue = "1") int cost) {
		return this.quotes.of(new Quotes.Order(symbol, cost));
	}

}
