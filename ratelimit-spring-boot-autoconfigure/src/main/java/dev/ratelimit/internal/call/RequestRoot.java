package dev.ratelimit.internal.call;

import dev.ratelimit.internal.expression.CallRoot;
import dev.ratelimit.internal.limiter.Waiter;

/**
 * What expressions can name on a call that a client has sent. While it waits, it takes a
 * place of those of the client's address.
 */
public interface RequestRoot extends CallRoot, Waiter {

	@Override
	default String sharer(String key) {
		return getIp();
	}

}
