package dev.ratelimit.attack;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Springs if any of {@link #PAYLOADS} is ever evaluated.
 */
public final class Trap {

	static final AtomicInteger SPRUNG = new AtomicInteger();

	private static final String CALL = "T(" + Trap.class.getName() + ").spring()";

	static final String[] PAYLOADS = { CALL, "#{" + CALL + "}", "${" + CALL + "}", "#{@trap.spring()}",
			"@trap.spring()", "new " + Trap.class.getName() + "()", "__${" + CALL + "}__::.x", "*{" + CALL + "}",
			"' + " + CALL + " + '", "'] + " + CALL + " + header['a", "#root." + CALL, "${trap}",
			"T(java.lang.Runtime).getRuntime().exec('x')", "${jndi:ldap://127.0.0.1:1/a}",
			"#{systemProperties.clear()}", "{{7*7}}", "%{7*7}" };

	public Trap() {
		SPRUNG.incrementAndGet();
	}

	/** What the payloads call. */
	public static String spring() {
		SPRUNG.incrementAndGet();
		return "sprung";
	}

}
