package dev.ratelimit.requests;

import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Counts the passwords that are hashed, and hashes none.
 */
public final class CountingEncoder implements PasswordEncoder {

	private final AtomicInteger hashed = new AtomicInteger();

	public int hashed() {
		return this.hashed.get();
	}

	@Override
	public String encode(CharSequence password) {
		return password.toString();
	}

	@Override
	public boolean matches(CharSequence password, String encoded) {
		this.hashed.incrementAndGet();
		return encoded.contentEquals(password);
	}

}
