package dev.ratelimit.internal.call;

import java.util.List;

import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.expression.CallRoot;
import org.jspecify.annotations.Nullable;

/**
 * The scope of calls that no request surrounds.
 */
final class NoScope implements CallScope {

	static final NoScope INSTANCE = new NoScope();

	private NoScope() {
	}

	@Override
	public @Nullable Class<? extends CallRoot> rootType() {
		return null;
	}

	@Override
	public @Nullable CallRoot current() {
		return null;
	}

	@Override
	public void decided(LimitDecision decision) {
		// Nobody shows it
	}

	@Override
	public void refunded(List<Charge> charges) {
		// Nobody shows it
	}

}
