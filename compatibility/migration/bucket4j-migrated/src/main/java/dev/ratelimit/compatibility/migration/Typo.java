package dev.ratelimit.compatibility.migration;

import dev.ratelimit.annotation.RateLimited;

import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Profile("typo")
class Typo {

	@GetMapping("/typo")
	@RateLimited("vistors")
	public String typo() {
		return "page";
	}

}
