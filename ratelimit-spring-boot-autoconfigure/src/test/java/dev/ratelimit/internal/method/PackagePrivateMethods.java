package dev.ratelimit.internal.method;

import dev.ratelimit.annotation.RateLimited;

/**
 * What a class of another package extends.
 */
public class PackagePrivateMethods {

	@RateLimited("one")
	void hidden() {
	}

	@RateLimited("one")
	protected void open() {
	}

}
