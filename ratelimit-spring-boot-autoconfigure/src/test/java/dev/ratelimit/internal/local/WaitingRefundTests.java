package dev.ratelimit.internal.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.Refill;
import dev.ratelimit.TimeSource;
import dev.ratelimit.model.ReferenceModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Refunds to token buckets while callers wait there, against the exact bucket: what left,
 * at the moments at which it left, must be what a bucket could have granted that was
 * refilled and refunded at the moments at which it was.
 */
class WaitingRefundTests {

	private static final String KEY = "key";

	private static final Duration LONG = Duration.ofDays(1);

	private static final int SEEDS = Integer.getInteger("waiting.seeds", 500);

	@Test
	void aRefundDoesNotLetASecondCallLeaveWithTheWaitingOne() throws InterruptedException {
		Scene scene = new Scene(Limit.of("api", Algorithm.TOKEN_BUCKET, "1/1s"));
		Decision first = scene.limiter.tryAcquire(KEY);
		scene.meanwhile = () -> {
			scene.now += 500_000_000;
			scene.limiter.refund(KEY, first);
			assertThat(scene.limiter.tryAcquire(KEY).allowed()).isFalse();
		};
		assertThat(scene.limiter.acquire(KEY, 1, LONG).allowed()).isTrue();
		assertThat(scene.limiter.tryAcquire(KEY).retryAfter()).hasSeconds(1);
	}

	@Test
	void aRefundWhileCallersWaitIsThereWhenTheyHaveLeft() throws InterruptedException {
		Scene scene = new Scene(Limit.of("api", Algorithm.TOKEN_BUCKET, "10/10s"));
		Decision first = scene.limiter.tryAcquire(KEY, 3);
		Decision second = scene.limiter.tryAcquire(KEY, 7);
		scene.meanwhile = () -> {
			scene.limiter.refund(KEY, first);
			assertThat(scene.limiter.tryAcquire(KEY).retryAfter()).hasSeconds(2);
		};
		scene.limiter.acquire(KEY, 1, LONG);
		assertThat(scene.limiter.peek(KEY).remaining()).isEqualTo(3);
		scene.limiter.refund(KEY, second);
		assertThat(scene.limiter.peek(KEY).remaining()).isEqualTo(10);
	}

	@ParameterizedTest
	@EnumSource
	void anInterruptedWaiterLosesNothingToARefund(Refill refill) {
		Scene scene = new Scene(Limit.of("api", Algorithm.TOKEN_BUCKET, "10/10s").withRefill(refill));
		Decision first = scene.limiter.tryAcquire(KEY, 2);
		scene.limiter.tryAcquire(KEY, 8);
		scene.meanwhile = () -> {
			scene.limiter.refund(KEY, first);
			throw new InterruptedException();
		};
		assertThat(Thread.interrupted()).isFalse();
		scene.acquire(1);
		assertThat(scene.limiter.peek(KEY).remaining()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	void callersLeaveAsTheExactBucketGrants(Refill refill) {
		for (int seed = 0; seed < SEEDS; seed++) {
			SplittableRandom random = new SplittableRandom(seed);
			// A permit comes in whole nanoseconds: turns between two of them are not
			// looked at here
			int permits = 1 + random.nextInt(4);
			int spare = random.nextInt(4);
			Limit limit = Limit
				.of("api", Algorithm.TOKEN_BUCKET, permits + "/" + permits * (1 + random.nextInt(9)) + "ns")
				.withCapacity((long) permits + spare)
				.withRefill(refill);
			Scene scene = new Scene(limit);
			// Nor costs for which a bucket refilled by interval would overflow before
			// they leave
			scene.deep = seed % 2 == 1;
			scene.improvise(random, (refill == Refill.GREEDY) ? permits + spare : 1 + spare);
			for (int step = 0; step < 60; step++) {
				scene.step();
			}
			scene.check("seed %d: %s".formatted(seed, limit));
		}
	}

	/** One thread plays all callers: who waits lets the others act meanwhile. */
	private static final class Scene implements TimeSource {

		private final Limit limit;

		private final RateLimiter limiter;

		private final List<Event> events = new ArrayList<>();

		private final List<Decision> spent = new ArrayList<>();

		private Meanwhile meanwhile = () -> {
		};

		private SplittableRandom random = new SplittableRandom(0);

		private int largest = 1;

		private long now = 1_000_000;

		/**
		 * Whether several may wait at once. This one thread then wakes some of them late,
		 * and what is refunded meanwhile takes effect when all are awake.
		 */
		private boolean deep;

		private int asleep;

		private long due = Long.MAX_VALUE;

		private final List<Decision> held = new ArrayList<>();

		/** When the turn was that has just been waited for, -1 if none was. */
		private long turn;

		Scene(Limit limit) {
			this.limit = limit;
			this.limiter = new LocalRateLimiterRegistry(List.of(limit), Map.of(), null, this, 10).get("api");
		}

		@Override
		public long nanos() {
			return this.now;
		}

		@Override
		public void sleep(long nanos) throws InterruptedException {
			long until = this.now + nanos;
			this.asleep++;
			this.due = this.deep ? Long.MAX_VALUE : until - 1;
			try {
				this.meanwhile.happens();
				this.now = Math.max(this.now, until);
			}
			finally {
				this.asleep--;
				this.due = Long.MAX_VALUE;
				for (int i = this.held.size(); this.asleep == 0 && i > 0; i--) {
					this.events.add(new Event(this.now, 1, -this.held.remove(0).permits()));
				}
			}
			this.turn = until;
		}

		void improvise(SplittableRandom random, int largest) {
			this.random = random;
			this.largest = largest;
			this.meanwhile = () -> {
				while (random.nextInt(5) > 0) {
					step();
				}
				if (random.nextInt(4) == 0) {
					throw new InterruptedException();
				}
			};
		}

		void step() {
			this.now = Math.min(this.now + this.random.nextInt(3), this.due);
			int dice = this.random.nextInt(10);
			if (dice < 3 && !this.spent.isEmpty()) {
				Decision decision = this.spent.remove(this.random.nextInt(this.spent.size()));
				this.limiter.refund(KEY, decision);
				if (this.deep && this.asleep > 0) {
					this.held.add(decision);
				}
				else {
					this.events.add(new Event(this.now, 1, -decision.permits()));
				}
			}
			else if (dice < 6 && this.asleep < (this.deep ? 3 : 1)) {
				acquire(1 + this.random.nextInt(this.largest));
			}
			else {
				left(this.limiter.tryAcquire(KEY, 1 + this.random.nextInt(this.largest)), -1);
			}
		}

		private void acquire(long permits) {
			try {
				this.turn = -1;
				Decision decision = this.limiter.acquire(KEY, permits, LONG);
				left(decision, this.turn);
			}
			catch (InterruptedException ex) {
				// What it had reserved must not be granted twice
			}
		}

		private void left(Decision decision, long turn) {
			if (decision.allowed()) {
				this.events.add((turn >= 0) ? new Event(turn, 0, decision.permits())
						: new Event(this.now, 1, decision.permits()));
				this.spent.add(decision);
			}
		}

		void check(String what) {
			ReferenceModel exact = ReferenceModel.of(this.limit);
			List<Event> inTime = new ArrayList<>(this.events);
			inTime.sort(Comparator.comparingLong(Event::at).thenComparingInt(Event::order));
			for (Event event : inTime) {
				if (event.permits < 0) {
					exact.refund(event.at, 0, -event.permits);
				}
				else {
					assertThat(exact.wouldAdmit(event.at, event.permits)).as("%s: %s of %s", what, event, inTime)
						.isTrue();
					exact.admit(event.at, event.permits);
				}
			}
		}

	}

	/**
	 * What left at a moment or, below zero, was given back; reserved turns come first.
	 */
	private record Event(long at, int order, long permits) {

	}

	private interface Meanwhile {

		void happens() throws InterruptedException;

	}

}
