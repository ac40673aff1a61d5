package dev.ratelimit.sample;

import java.time.Instant;

import dev.ratelimit.annotation.RateLimited;

import org.springframework.stereotype.Service;

/**
 * One export a second for all callers together; they queue for it.
 */
@Service
class ExportService {

	@RateLimited(value = "export", key = "'everyone'")
	String export() {
		return "report of " + Instant.now();
	}

}
