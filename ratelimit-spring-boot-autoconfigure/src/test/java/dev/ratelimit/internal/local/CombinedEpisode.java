package dev.ratelimit.internal.local;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.contract.Clock;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.KeyLimits;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.model.ReferenceRegistry;

/**
 * A random life of one key under several limits, asked together in any order and singly,
 * whose plans change meanwhile: led by the store and by the models at once.
 */
final class CombinedEpisode {

	private final List<List<Limit>> plans;

	private final int seed;

	private final Random random;

	private final Clock clock = new Clock();

	/** The limits in force, by name. */
	private final Map<String, Limit> current = new ConcurrentHashMap<>();

	private final List<Charge> charges = new ArrayList<>();

	private final Deque<String> history = new ArrayDeque<>();

	private LocalRateLimiterRegistry registry;

	private ReferenceRegistry reference;

	private LimitDecision last;

	private int step;

	/**
	 * An episode.
	 * @param plans for each limit the plans it may be on, the first to begin with
	 * @param seed what makes it repeatable
	 */
	CombinedEpisode(List<List<Limit>> plans, int seed) {
		this.plans = plans;
		this.seed = seed;
		this.random = new Random(seed);
	}

	void run(int steps) {
		List<Limit> limits = this.plans.stream().map((variants) -> variants.get(0)).toList();
		limits.forEach((limit) -> this.current.put(limit.name(), limit));
		this.reference = new ReferenceRegistry(this.clock, limits);
		try (LocalRateLimiterRegistry store = new LocalRateLimiterRegistry(limits, Map.of(),
				(configured, key) -> this.current.get(configured.name()), this.clock, 1000)) {
			this.registry = store;
			for (this.step = 0; this.step < steps; this.step++) {
				this.clock.advance(jump());
				act();
				for (String name : this.current.keySet()) {
					check(this.registry.get(name).peek("key"), this.reference.get(name).peek("key"));
				}
			}
		}
	}

	private void act() {
		int dice = this.random.nextInt(100);
		if (dice < 2) {
			String[] names = some();
			began("reset of " + List.of(names));
			this.registry.all(names).reset("key");
			this.reference.all(names).reset("key");
			this.charges.clear();
		}
		else if (dice < 4) {
			began("sweep");
			this.registry.sweep();
		}
		else if (dice < 6) {
			change();
		}
		else if (dice < 8) {
			String[] names = some();
			began("look at " + List.of(names));
			check(this.registry.all(names).tryAcquire("key", 0), this.reference.all(names).tryAcquire("key", 0));
		}
		else if (dice < 22 && !this.charges.isEmpty()) {
			Charge charge = this.charges.get(Math.max(0, this.charges.size() - 1 - this.random.nextInt(10)));
			long cost = settledCost(charge.decision.permits());
			began("settling at " + cost + " of " + charge.decision);
			this.registry.all(charge.names).settle("key", charge.decision, cost);
			this.reference.all(charge.names).settle("key", charge.expected, cost);
		}
		else {
			spend(some());
		}
	}

	/** Refunds mostly. */
	private long settledCost(long spent) {
		return switch (this.random.nextInt(6)) {
			case 0 -> this.random.nextLong(spent + 1);
			case 1 -> spent + this.random.nextInt(4);
			case 2 -> spent + this.random.nextLong(100);
			default -> 0;
		};
	}

	/** Another plan for a limit; it is asked for again when its time is over. */
	private void change() {
		List<Limit> variants = this.plans.get(this.random.nextInt(this.plans.size()));
		Limit next = variants.get(this.random.nextInt(variants.size()));
		this.clock.advance(KeyLimits.RESOLVE_NANOS + this.random.nextInt(3));
		began("change to " + next);
		this.current.put(next.name(), next);
		this.reference.change(next);
	}

	private void spend(String... names) {
		long cost = cost(names);
		began("call for %d of %s".formatted(cost, List.of(names)));
		LimitDecision decision = this.registry.all(names).tryAcquire("key", cost);
		LimitDecision expected = this.reference.all(names).tryAcquire("key", cost);
		check(decision, expected);
		this.last = decision;
		if (decision.permits() > 0) {
			this.charges.add(new Charge(names, decision, expected));
		}
	}

	private long cost(String... names) {
		long quota = List.of(names).stream().mapToLong((name) -> this.current.get(name).quota()).min().orElseThrow();
		return switch (this.random.nextInt(10)) {
			case 0 -> quota;
			case 1 -> this.random.nextLong(quota) + 1;
			case 2, 3 -> Math.min(quota, 1 + this.random.nextInt(4));
			default -> 1;
		};
	}

	/** One or several limits, in some order. */
	private String[] some() {
		List<String> names = new ArrayList<>(this.current.keySet());
		Collections.shuffle(names, this.random);
		int size = this.random.nextBoolean() ? names.size() : 1 + this.random.nextInt(names.size());
		return names.subList(0, size).toArray(String[]::new);
	}

	private long jump() {
		List<Limit> limits = List.copyOf(this.current.values());
		Limit limit = limits.get(this.random.nextInt(limits.size()));
		long period = limit.rate().periodNanos();
		long jump = switch (this.random.nextInt(30)) {
			case 0, 1, 2 -> (this.last != null) ? this.last.retryAfterNanos() : 0;
			case 3 -> (this.last != null) ? this.last.retryAfterNanos() - 1 : 0;
			case 4 -> (this.last != null) ? this.last.resetAfterNanos() : 0;
			case 5 -> period - this.clock.nanos() % period;
			case 6 -> period - this.clock.nanos() % period - 1;
			case 7 -> this.random.nextLong(2 * period);
			case 8, 9, 10, 11 -> this.random.nextLong(2 * (period / limit.rate().permits()) + 1);
			case 12 -> 1;
			default -> 0;
		};
		return Math.max(jump, 0);
	}

	private void began(String action) {
		this.history.add(this.clock.nanos() + " ns: " + action);
		if (this.history.size() > 12) {
			this.history.remove();
		}
	}

	private void check(LimitDecision actual, LimitDecision expected) {
		if (!actual.toString().equals(expected.toString())
				|| !actual.parts().toString().equals(expected.parts().toString())) {
			throw new AssertionError("%s seed %d step %d, the last being%n%s%nexpected %s %s%nbut was  %s %s".formatted(
					this.current.values(), this.seed, this.step, String.join(System.lineSeparator(), this.history),
					expected, expected.parts(), actual, actual.parts()));
		}
	}

	/**
	 * What was spent.
	 *
	 * @param names under which limits
	 * @param decision by the store
	 * @param expected by the models
	 */
	private record Charge(String[] names, LimitDecision decision, LimitDecision expected) {

	}

}
