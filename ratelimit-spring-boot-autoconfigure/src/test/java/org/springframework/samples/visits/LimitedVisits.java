package org.springframework.samples.visits;

import dev.ratelimit.annotation.RateLimited;

/** A bean of one of Spring's samples, and as somebody could write it elsewhere. */
public class LimitedVisits {

	@RateLimited("api")
	public void visit() {
	}

}
