package dev.ratelimit.internal.limiter;

import java.util.List;

import dev.ratelimit.RateLimiter;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.algorithm.LimitDecision;
import org.jspecify.annotations.Nullable;

/**
 * The registry under {@code ratelimit.enabled=false}: the limits are there, and admit
 * everything.
 */
public final class DisabledRateLimiterRegistry implements KnownLimits {

	private final TermsInForce inForce;

	private final NamedLimits<StoreLimiter> limiters;

	/**
	 * Limiters that admit everything.
	 * @param limits the limits and what some calls have instead, each name once
	 */
	public DisabledRateLimiterRegistry(List<LimitTerms> limits) {
		this.inForce = new TermsInForce(limits);
		this.limiters = this.inForce.all().map((name) -> limiter(List.of(name)));
	}

	private StoreLimiter limiter(List<String> names) {
		return limiter(names, this.inForce, false);
	}

	/** One that admits everything, on any plan if it is told to. */
	static StoreLimiter limiter(List<String> names, TermsInForce inForce, boolean anyPlan) {
		return new WaitingLimiter(new Unlimited(names, inForce, null, anyPlan), new WaitingRooms(List.of()),
				TimeSource.system(), null);
	}

	@Override
	public RateLimiter get(String name) {
		return this.limiters.get(name);
	}

	@Override
	public RateLimiter all(String... names) {
		List<StoreLimiter> single = this.limiters.all(names);
		return (single.size() == 1) ? single.get(0) : limiter(List.of(names));
	}

	@Override
	public TermsInForce inForce() {
		return this.inForce;
	}

	/**
	 * Admits everything and counts nothing.
	 *
	 * @param names the limits it stands for
	 * @param inForce what they are
	 * @param plan the plan of the calls; null for none
	 * @param takesAnyPlan whether a plan need not be known
	 */
	private record Unlimited(List<String> names, TermsInForce inForce, @Nullable String plan,
			boolean takesAnyPlan) implements LimiterCore {

		@Override
		public LimitDecision attempt(String key, long permits, WaitBudget budget, long now) {
			if (permits < 0) {
				throw new IllegalArgumentException("Invalid permits (%d): must not be negative".formatted(permits));
			}
			return peek(key, now);
		}

		@Override
		public @Nullable Reservation reserve(String key, long permits, WaitBudget budget, long now) {
			return null;
		}

		@Override
		public LimitDecision peek(String key, long now) {
			return LimitDecision.combined(this.names.stream()
				.map((name) -> this.inForce.get(name).onPlan(this.plan))
				.map((limit) -> LimitDecision.allowed(limit, 0, limit.quota(), 0, 0))
				.toList());
		}

		@Override
		public long quota(String key, long now) {
			return Long.MAX_VALUE;
		}

		@Override
		public boolean settle(String key, LimitDecision decision, long permits) {
			// nothing is ever spent
			return false;
		}

		@Override
		public boolean reset(String key) {
			// nothing is ever spent
			return true;
		}

		@Override
		public List<LimitTerms> terms() {
			return this.names.stream().map(this.inForce::get).toList();
		}

		@Override
		public Object version() {
			return this.inForce.all();
		}

		@Override
		public LimiterCore onPlan(String plan) {
			return new Unlimited(this.names, this.inForce, plan, this.takesAnyPlan);
		}

	}

}
