package dev.ratelimit.compatibility.migration;

import com.giffing.bucket4j.spring.boot.starter.context.RateLimiting;

import org.springframework.stereotype.Service;

@Service
public class Visits {

	@RateLimiting(name = "visitors", cacheKey = "#visitor", skipCondition = "#visitor == 'staff'")
	public String comment(String visitor) {
		return "comment";
	}

	@RateLimiting(name = "visitors", cacheKey = "#visitor")
	public String vote(String visitor) {
		return "vote";
	}

	@RateLimiting(name = "visitors", cacheKey = "#visitor", ratePerMethod = true)
	public String leave(String visitor) {
		return "goodbye";
	}

	@RateLimiting(name = "quotes", cacheKey = "#visitor", fallbackMethodName = "stale")
	public String quote(String visitor) {
		return "fresh";
	}

	public String stale(String visitor) {
		return "stale";
	}

	@RateLimiting(name = "totals")
	public String total() {
		return "total";
	}

}
