package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.limiter.TermsInForce;
import dev.ratelimit.internal.remote.OnFailure;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A node with a connection of its own, and somebody who keeps calling.
 */
final class Node implements AutoCloseable {

	static final Duration TIMEOUT = Duration.ofSeconds(1);

	/** The time-out, and what a busy machine may add before a thread runs again. */
	static final Duration LONGEST = TIMEOUT.plusSeconds(4);

	/** Where most of the time would be waiting for answers that do not come. */
	static final Duration IMPATIENT = Duration.ofMillis(300);

	private static final Duration PATIENT = Duration.ofSeconds(30);

	static final Duration SOON = Duration.ofSeconds(40);

	final RedisRateLimiterRegistry registry;

	private final LettuceConnectionFactory application;

	private int phases;

	private Node(RedisConfiguration target, RedisSettings settings, Limit... limits) {
		this.application = factory(target, LettuceClientConfiguration.defaultConfiguration());
		this.application.afterPropertiesSet();
		this.application.start();
		this.registry = RedisRateLimiterRegistry.connect(TermsInForce.withOverrides(List.of(limits), Map.of()), null,
				TimeSource.system(), 10_000, settings, null, this.application);
	}

	private static LettuceConnectionFactory factory(RedisConfiguration target, LettuceClientConfiguration client) {
		if (target instanceof RedisStandaloneConfiguration standalone) {
			return new LettuceConnectionFactory(standalone, client);
		}
		return new LettuceConnectionFactory(target, client);
	}

	/** One whose time-out is not reached while a test runs. */
	static Node patient(int port, OnFailure onFailure, Limit... limits) {
		return on(new RedisStandaloneConfiguration("127.0.0.1", port),
				new RedisSettings("ratelimit:", PATIENT, onFailure, 0, ""), limits);
	}

	/** One that soon gives up. */
	static Node impatient(int port, OnFailure onFailure, Limit... limits) {
		return on(new RedisStandaloneConfiguration("127.0.0.1", port),
				new RedisSettings("ratelimit:", IMPATIENT, onFailure, 0, ""), limits);
	}

	static Node on(int port, OnFailure onFailure, Limit... limits) {
		return on(new RedisStandaloneConfiguration("127.0.0.1", port), onFailure, limits);
	}

	static Node on(RedisConfiguration target, OnFailure onFailure, Limit... limits) {
		return new Node(target, new RedisSettings("ratelimit:", TIMEOUT, onFailure, 0, ""), limits);
	}

	static Node on(RedisConfiguration target, RedisSettings settings, Limit... limits) {
		return new Node(target, settings, limits);
	}

	RateLimiter get(String name) {
		return this.registry.get(name);
	}

	/** Calls every few milliseconds until the condition holds; says how it went. */
	Calls callUntil(String limit, Condition done) {
		Calls calls = new Calls();
		// New ones each time: a key that is refused writes nothing, so it would not
		// notice
		String keys = "phase " + this.phases++ + " key ";
		long begin = System.nanoTime();
		do {
			long before = System.nanoTime();
			Decision decision = get(limit).tryAcquire(keys + calls.count.get() % 50);
			calls.longest = Math.max(calls.longest, System.nanoTime() - before);
			calls.count.incrementAndGet();
			calls.admitted += (decision.allowed() && !decision.degraded()) ? 1 : 0;
			calls.admittedDegraded += (decision.allowed() && decision.degraded()) ? 1 : 0;
			calls.degraded += decision.degraded() ? 1 : 0;
			calls.inARow = decision.degraded() ? 0 : calls.inARow + 1;
			calls.last = decision;
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
			calls.taken = System.nanoTime() - begin;
			if (calls.taken > SOON.toNanos()) {
				throw new AssertionError("Not within %s: %s".formatted(SOON, calls));
			}
		}
		while (!done.holds(calls));
		return calls;
	}

	@Override
	public void close() {
		this.registry.close();
		this.application.destroy();
	}

	interface Condition {

		boolean holds(Calls calls);

	}

	/**
	 * What calls came to.
	 */
	static final class Calls {

		final AtomicInteger count = new AtomicInteger();

		long longest;

		long taken;

		/** By Redis. */
		int admitted;

		/** By the fallback. */
		int admittedDegraded;

		int degraded;

		/** How many Redis has decided since the fallback last did. */
		int inARow;

		Decision last;

		Duration longest() {
			return Duration.ofNanos(this.longest);
		}

		@Override
		public String toString() {
			return "%d calls in %d ms, longest %d ms, %d admitted by Redis, %d of %d without it".formatted(
					this.count.get(), TimeUnit.NANOSECONDS.toMillis(this.taken),
					TimeUnit.NANOSECONDS.toMillis(this.longest), this.admitted, this.admittedDegraded, this.degraded);
		}

	}

}
