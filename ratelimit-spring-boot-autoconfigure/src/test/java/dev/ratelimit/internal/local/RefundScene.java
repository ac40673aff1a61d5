package dev.ratelimit.internal.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.TimeSource;
import dev.ratelimit.model.ReferenceModel;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Callers of a token bucket and the moments at which they left. One thread plays all of
 * them: a call that waits lets the others act meanwhile.
 */
final class RefundScene implements TimeSource {

	static final String KEY = "key";

	static final Duration LONG = Duration.ofDays(1);

	private final Limit limit;

	final RateLimiter limiter;

	private final List<Event> events = new ArrayList<>();

	private final List<Decision> spent = new ArrayList<>();

	Meanwhile meanwhile = () -> {
	};

	private SplittableRandom random = new SplittableRandom(0);

	private int largest = 1;

	long now = 1_000_000;

	/**
	 * Whether several may wait at once. This one thread then wakes some of them late, and
	 * what is refunded meanwhile takes effect when all are awake.
	 */
	boolean deep;

	private int asleep;

	private long due = Long.MAX_VALUE;

	private final List<Decision> held = new ArrayList<>();

	/** When the turn was that has just been waited for, -1 if none was. */
	private long turn;

	RefundScene(Limit limit) {
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

	void acquire(long permits) {
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
			this.events
				.add((turn >= 0) ? new Event(turn, 0, decision.permits()) : new Event(this.now, 1, decision.permits()));
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
				assertThat(exact.wouldAdmit(event.at, event.permits)).as("%s: %s of %s", what, event, inTime).isTrue();
				exact.admit(event.at, event.permits);
			}
		}
	}

	/**
	 * What left at a moment or, below zero, was given back; reserved turns come first.
	 */
	private record Event(long at, int order, long permits) {

	}

	interface Meanwhile {

		void happens() throws InterruptedException;

	}

}
