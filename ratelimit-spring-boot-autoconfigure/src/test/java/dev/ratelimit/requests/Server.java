package dev.ratelimit.requests;

import java.util.EnumSet;
import java.util.Set;

/**
 * The servers that applications run on.
 */
enum Server {

	TOMCAT("tomcat"), JETTY("jetty"), NETTY("reactor.netty"), REACTIVE_TOMCAT("tomcat");

	private final String id;

	Server(String id) {
		this.id = id;
	}

	/** Those for servlets. */
	static Set<Server> servlet() {
		return EnumSet.of(TOMCAT, JETTY);
	}

	boolean isReactive() {
		return !servlet().contains(this);
	}

	/** The value of {@code test.server}, see {@link ChosenServer}. */
	String id() {
		return this.id;
	}

}
