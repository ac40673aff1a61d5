package dev.ratelimit.internal.local;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.contract.Clock;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.model.Answer;
import dev.ratelimit.model.ReferenceModel;

/**
 * A random life of one key, led by a limiter and by its model at once.
 */
final class Episode {

	private static final long YEAR = Duration.ofDays(365).toNanos();

	/** Moments beyond this are out of the clock's range. */
	private static final long LATEST = Long.MAX_VALUE - (1L << 60);

	private final Limit limit;

	private final int seed;

	private final boolean lenient;

	private final SplittableRandom random;

	private final Clock clock;

	private final List<Charge> charges = new ArrayList<>();

	private ReferenceModel model;

	private Answer last = new Answer(true, 1, 0, 0);

	private final Deque<String> history = new ArrayDeque<>();

	private int step;

	private long lateBy;

	private long idleAt;

	Episode(Limit limit, int seed, boolean lenient) {
		this.limit = limit;
		this.seed = seed;
		this.lenient = lenient;
		this.random = new SplittableRandom(seed);
		this.clock = new Clock((seed % 4 == 0) ? this.random.nextLong(1000) : this.random.nextLong(Clock.START));
		this.model = ReferenceModel.of(limit);
	}

	void run(int steps) {
		try (LocalRateLimiterRegistry registry = new LocalRateLimiterRegistry(List.of(this.limit), Map.of(), null,
				this.clock, 1000)) {
			StoreLimiter limiter = registry.get(this.limit.name());
			for (this.step = 0; this.step < steps; this.step++) {
				if (this.random.nextInt(100) == 0) {
					registry.sweep();
				}
				this.clock.advance(jump());
				act(limiter);
				check(Answer.of(limiter.peek("key")), this.model.peek(this.clock.nanos()));
			}
		}
	}

	private void act(StoreLimiter limiter) {
		int dice = this.random.nextInt(100);
		if (dice < 2) {
			began("reset");
			limiter.reset("key");
			this.model = ReferenceModel.of(this.limit);
			this.charges.clear();
		}
		else if (dice < 5) {
			began("cost of zero");
			check(Answer.of(limiter.tryAcquire("key", 0)), this.model.peek(this.clock.nanos()));
		}
		else if (dice < 20 && !this.charges.isEmpty()) {
			settle(limiter);
		}
		else {
			spend(limiter, cost());
		}
	}

	private void settle(StoreLimiter limiter) {
		int newest = this.charges.size() - 1;
		int chosen = this.random.nextBoolean() ? newest : Math.max(0, newest - this.random.nextInt(20));
		Charge charge = this.charges.get(chosen);
		long spent = charge.decision.permits();
		long cost = settledCost(spent);
		began("settling at " + cost + " of " + charge);
		limiter.settle("key", charge.decision, cost);
		if (!charge.settled) {
			this.charges.set(chosen, new Charge(charge.decision, charge.id, true));
			this.model.settle(this.clock.nanos(), charge.id, spent, cost);
			this.lateBy++;
		}
	}

	/** Refunds mostly. */
	private long settledCost(long spent) {
		return switch (this.random.nextInt(6)) {
			case 0 -> this.random.nextLong(spent + 1);
			case 1 -> spent + this.random.nextInt(4);
			case 2 -> spent + this.random.nextLong(3 * this.limit.quota());
			default -> 0;
		};
	}

	private void spend(StoreLimiter limiter, long cost) {
		began("call for " + cost);
		long now = this.clock.nanos();
		boolean expected = this.model.wouldAdmit(now, cost);
		LimitDecision decision = limiter.tryAcquire("key", cost);
		if (decision.allowed()) {
			if (!expected) {
				fail(decision, "refused for " + this.model.refuse(now, cost).retryAfter() + " ns");
			}
			this.charges.add(new Charge(decision, this.model.admit(now, cost), false));
			this.lateBy++;
			check(Answer.of(decision), this.model.admitted(now));
		}
		else if (!expected) {
			check(Answer.of(decision), this.model.refuse(now, cost));
		}
		else if (!this.lenient || decision.retryAfterNanos() > this.lateBy) {
			fail(decision, "admitted");
		}
		this.last = Answer.of(decision);
	}

	private void began(String action) {
		this.history.add(this.clock.nanos() + " ns: " + action);
		if (this.history.size() > 10) {
			this.history.remove();
		}
	}

	private void check(Answer actual, Answer expected) {
		if (!(this.lenient ? near(actual, expected) : actual.equals(expected))) {
			fail(actual, expected);
		}
		long now = this.clock.nanos();
		if (now >= this.idleAt + this.lateBy && expected.resetAfter() == 0) {
			this.lateBy = 0;
		}
		this.idleAt = now + expected.resetAfter();
	}

	/** Later by less than a nanosecond a call, with what that costs in permits. */
	private boolean near(Answer actual, Answer expected) {
		double permits = (double) this.lateBy * this.limit.rate().permits() / this.limit.rate().periodNanos();
		long wait = actual.retryAfter() - expected.retryAfter();
		long reset = actual.resetAfter() - expected.resetAfter();
		long missing = expected.remaining() - actual.remaining();
		return (actual.allowed() == expected.allowed() || !actual.allowed() && wait <= this.lateBy) && wait >= 0
				&& wait <= this.lateBy && reset >= 0 && reset <= this.lateBy && missing >= 0 && missing <= permits + 1;
	}

	private void fail(Object actual, Object expected) {
		throw new AssertionError(
				"%s seed %d step %d, the last being%n%s%nexpected %s (late by up to %d ns)%nbut was  %s".formatted(
						this.limit, this.seed, this.step, String.join(System.lineSeparator(), this.history), expected,
						this.lenient ? this.lateBy : 0, actual));
	}

	private long cost() {
		long quota = this.limit.quota();
		return switch (this.random.nextInt(10)) {
			case 0 -> quota;
			case 1 -> this.random.nextLong(quota) + 1;
			case 2 -> Math.max(1, Math.min(quota, this.last.remaining() + this.random.nextInt(2)));
			case 3, 4 -> Math.min(quota, 1 + this.random.nextInt(5));
			default -> 1;
		};
	}

	/** Small and exact jumps mostly, and rarely one of years. */
	private long jump() {
		long period = this.limit.rate().periodNanos();
		long nextWindow = period - this.clock.nanos() % period;
		long jump = switch (this.random.nextInt(40)) {
			case 0, 1, 2 -> this.last.retryAfter();
			case 3 -> this.last.retryAfter() - 1;
			case 4 -> this.last.resetAfter();
			case 5 -> this.last.resetAfter() - 1;
			case 6 -> nextWindow;
			case 7 -> nextWindow - 1;
			case 8 -> period;
			case 9 -> period - 1;
			case 10, 11 -> this.random.nextLong(2 * period);
			case 12, 13, 14, 15, 16 -> this.random.nextLong(2 * (period / this.limit.rate().permits()) + 1);
			case 17 -> this.random.nextLong(10);
			case 18 -> (this.random.nextInt(20) == 0) ? this.random.nextLong(10 * YEAR) : 1;
			default -> 0;
		};
		return inRange(Math.max(0, (this.limit.initialPermits() < this.limit.quota())
				? Math.min(jump, this.last.resetAfter() + Duration.ofHours(1).toNanos()) : jump));
	}

	private long inRange(long jump) {
		return (jump <= Math.min(LATEST - 2 * this.limit.window().toNanos(), (1L << 62) - (1L << 55))
				- this.clock.nanos()) ? jump : 0;
	}

	/**
	 * What was spent.
	 *
	 * @param decision by the limiter
	 * @param id by the model
	 * @param settled whether it was settled or given back
	 */
	private record Charge(LimitDecision decision, long id, boolean settled) {

	}

}
