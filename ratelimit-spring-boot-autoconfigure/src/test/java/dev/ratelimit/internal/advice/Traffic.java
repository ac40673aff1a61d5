package dev.ratelimit.internal.advice;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.Mode;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.StoreLimiter;

/**
 * Calls that can be learned from, and replayed under any limit.
 *
 * @param calls in order of time
 */
record Traffic(List<Call> calls) {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	/** Each key calls at a pace of its own. */
	static Traffic steady(int keys, int seconds, long seed) {
		Random random = new Random(seed);
		List<Call> calls = new ArrayList<>();
		for (int key = 0; key < keys; key++) {
			long gap = (long) (SECOND * (0.2 + 2 * random.nextDouble()));
			for (long at = (long) (gap * random.nextDouble()); at < seconds * SECOND; at += gap) {
				calls.add(new Call(at, "key" + key, 1));
			}
		}
		return sorted(calls);
	}

	/** Each key calls seldom, then many times within a second, of different costs. */
	static Traffic bursty(int keys, int seconds, long seed) {
		Random random = new Random(seed);
		List<Call> calls = new ArrayList<>();
		for (int key = 0; key < keys; key++) {
			long at = (long) (20 * SECOND * random.nextDouble());
			while (at < seconds * SECOND) {
				int burst = 1 + (int) (40 * Math.pow(random.nextDouble(), 4));
				for (int i = 0; i < burst; i++) {
					calls.add(new Call(at + (long) (SECOND * random.nextDouble()), "key" + key,
							(random.nextInt(10) == 0) ? 3 : 1));
				}
				at += (long) (SECOND * (5 + 30 * random.nextDouble()));
			}
		}
		return sorted(calls);
	}

	/** A few keys make most of the calls. */
	static Traffic heavyTailed(int keys, int calls, int seconds, double exponent, long seed) {
		Random random = new Random(seed);
		Zipf zipf = new Zipf(keys, exponent, random);
		List<Call> all = new ArrayList<>();
		for (int i = 0; i < calls; i++) {
			all.add(new Call((long) (seconds * SECOND * random.nextDouble()), "key" + zipf.next(), 1));
		}
		return sorted(all);
	}

	private static Traffic sorted(List<Call> calls) {
		calls.sort(Comparator.comparingLong(Call::nanos));
		return new Traffic(calls);
	}

	long keys() {
		return this.calls.stream().map(Call::key).distinct().count();
	}

	/** What a limit learns of it. */
	Learning learned(Limit limit, long seed) {
		ManualTimeSource clock = new ManualTimeSource();
		long start = clock.nanos();
		Learning learning = new Learning(new LimitTerms(limit.withMode(Mode.OBSERVE), Map.of()), start, seed);
		for (Call call : this.calls) {
			clock.advance(Duration.ofNanos(start + call.nanos - clock.nanos()));
			learning.call(call.key, call.permits, clock);
		}
		return learning;
	}

	/** What a limiter on a clock refuses of it. */
	Refused replayed(Limiters limiters) {
		ManualTimeSource clock = new ManualTimeSource();
		long start = clock.nanos();
		RateLimiter limiter = limiters.on(clock);
		Set<String> keys = new HashSet<>();
		Set<String> refusedKeys = new HashSet<>();
		long refused = 0;
		for (Call call : this.calls) {
			clock.advance(Duration.ofNanos(start + call.nanos - clock.nanos()));
			keys.add(call.key);
			if (!allowed((StoreLimiter) limiter, call)) {
				refused++;
				refusedKeys.add(call.key);
			}
		}
		return new Refused((double) refused / this.calls.size(), (double) refusedKeys.size() / keys.size());
	}

	private static boolean allowed(StoreLimiter limiter, Call call) {
		try {
			return limiter.request(call.key, call.permits, Duration.ZERO, null).allowed();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Makes the limiter that is asked. */
	interface Limiters {

		RateLimiter on(TimeSource clock);

	}

	record Call(long nanos, String key, long permits) {

	}

	/** Exact shares. */
	record Refused(double calls, double keys) {

		double of(Advised.Of of) {
			return (of == Advised.Of.CALLS) ? this.calls : this.keys;
		}

	}

}
