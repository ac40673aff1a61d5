package dev.ratelimit.compatibility.migration;

import com.giffing.bucket4j.spring.boot.starter.context.RateLimiting;

import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Profile("typo")
class Typo {

	@GetMapping("/typo")
	@RateLimiting(name = "vistors")
	public String typo() {
		return "page";
	}

}
