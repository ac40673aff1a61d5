package dev.ratelimit.internal.call;

import java.util.Map;

import dev.ratelimit.internal.expression.CallRoot;
import org.jspecify.annotations.Nullable;

/**
 * A request from 192.0.2.1, without a user and headers.
 */
class Client implements CallRoot {

	@Override
	public String getIp() {
		return "192.0.2.1";
	}

	@Override
	public @Nullable String getPrincipal() {
		return null;
	}

	@Override
	public Map<String, String> getHeader() {
		return Map.of();
	}

	@Override
	public boolean ipIn(String... blocks) {
		return false;
	}

}
