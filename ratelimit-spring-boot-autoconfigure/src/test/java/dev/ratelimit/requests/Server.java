package dev.ratelimit.requests;

import java.util.Locale;

/**
 * The servers that applications run on.
 */
enum Server {

	TOMCAT, JETTY;

	/** The value of {@code test.server}, see {@link ChosenServer}. */
	String id() {
		return name().toLowerCase(Locale.ROOT);
	}

}
