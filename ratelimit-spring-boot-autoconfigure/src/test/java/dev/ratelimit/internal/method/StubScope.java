package dev.ratelimit.internal.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Decision;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.call.Charge;
import dev.ratelimit.internal.expression.CallRoot;
import org.jspecify.annotations.Nullable;

/**
 * The scope of calls that are part of a request, if a test says so.
 */
class StubScope implements CallScope {

	final List<Decision> decided = new ArrayList<>();

	@Nullable CallRoot current;

	@Override
	public Class<? extends CallRoot> rootType() {
		return CallRoot.class;
	}

	@Override
	public @Nullable CallRoot current() {
		return this.current;
	}

	@Override
	public void decided(LimitDecision decision) {
		this.decided.add(decision);
	}

	@Override
	public void refunded(List<Charge> charges) {
		this.decided.removeAll(charges.stream().map(Charge::decision).toList());
		this.decided.addAll(charges.stream().map(Charge::left).toList());
	}

	record Client(String ip) implements CallRoot {

		@Override
		public boolean ipIn(String... blocks) {
			return false;
		}

		@Override
		public String getIp() {
			return this.ip;
		}

		@Override
		public @Nullable String getPrincipal() {
			return null;
		}

		@Override
		public Map<String, String> getHeader() {
			return Map.of();
		}

	}

}
