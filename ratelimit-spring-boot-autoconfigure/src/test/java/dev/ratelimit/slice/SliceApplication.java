package dev.ratelimit.slice;

import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.annotation.RateLimited;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application of which tests take a slice.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(SliceApplication.Greeting.class)
class SliceApplication {

	@RestController
	static class Greeting {

		private final RateLimiter api;

		Greeting(RateLimiterRegistry limiters) {
			this.api = limiters.get("api");
		}

		@GetMapping("/greeting")
		@RateLimited("api")
		String greet() {
			return "hello";
		}

		@GetMapping("/asked")
		String ask() {
			return String.valueOf(this.api.tryAcquire("a").allowed());
		}

	}

}
