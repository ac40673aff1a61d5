package dev.ratelimit.compatibility.migration;

import io.github.resilience4j.ratelimiter.annotation.RateLimiter;

import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Profile("typo")
class Typo {

	@GetMapping("/typo")
	@RateLimiter(name = "reprots")
	public String typo() {
		return "page";
	}

}
