package dev.ratelimit.sample.docs;

import dev.ratelimit.Decision;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import org.slf4j.Logger;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;

/**
 * What blocks in the documentation take for granted.
 */
@SuppressWarnings("NullAway.Init")
public abstract class Surroundings {

	protected RateLimiterRegistry limiters;

	protected RateLimiter limiter;

	protected Decision decision;

	protected String key = "some-key";

	protected Logger log;

	protected HttpSecurity http;

	/** A form as a login has it. */
	public record Form(String username, String password, int cost) {

	}

	/** The application that a configuration is bound in; no bean of the sample. */
	@EnableAutoConfiguration
	static class Application {

	}

}
