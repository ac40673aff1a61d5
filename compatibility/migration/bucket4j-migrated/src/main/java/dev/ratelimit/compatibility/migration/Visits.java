package dev.ratelimit.compatibility.migration;

import dev.ratelimit.annotation.RateLimited;

import org.springframework.stereotype.Service;

@Service
public class Visits {

	@RateLimited(value = "comments", key = "#visitor", condition = "#visitor != 'staff'")
	public String comment(String visitor) {
		return "comment";
	}

	@RateLimited(value = "votes", key = "#visitor")
	public String vote(String visitor) {
		return "vote";
	}

	@RateLimited(value = "departures", key = "#visitor")
	public String leave(String visitor) {
		return "goodbye";
	}

	@RateLimited(value = "quotes", key = "#visitor", fallback = "stale")
	public String quote(String visitor) {
		return "fresh";
	}

	String stale(String visitor) {
		return "stale";
	}

	@RateLimited(value = "totals", key = "'everyone'")
	public String total() {
		return "total";
	}

}
