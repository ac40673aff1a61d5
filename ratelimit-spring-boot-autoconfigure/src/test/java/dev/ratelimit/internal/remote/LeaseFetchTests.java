package dev.ratelimit.internal.remote;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.LimitDecision;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls that come while another one fetches permits ahead.
 */
@Timeout(60)
class LeaseFetchTests {

	private static final Limit LIMIT = Limit.of("api", Algorithm.FIXED_WINDOW, "10000/10d");

	private static final long LATE = Duration.ofMinutes(5).toNanos();

	/** Stands still: nothing ends while threads wait. */
	private final ManualClock clock = new ManualClock();

	private final Leases leases = new Leases(500, 100,
			new LeaseReturns((key, unused) -> CompletableFuture.completedFuture(null), () -> 0, this.clock),
			this.clock);

	private final AtomicInteger trips = new AtomicInteger();

	private final CountDownLatch begun = new CountDownLatch(1);

	private final CountDownLatch answered = new CountDownLatch(1);

	private volatile boolean up = true;

	private final Thread fetching = new Thread(() -> {
		while (this.begun.getCount() > 0) {
			call(LATE);
		}
	});

	@BeforeEach
	void beginToFetch() throws InterruptedException {
		this.fetching.start();
		this.begun.await();
	}

	@AfterEach
	void endFetching() throws InterruptedException {
		this.answered.countDown();
		this.fetching.join();
	}

	@Test
	void shareWhatItBrings() throws Exception {
		FutureTask<@Nullable LimitDecision> call = callThatWaits();
		int before = this.trips.get();
		this.answered.countDown();
		LimitDecision decision = call.get();
		assertThat(decision).isNotNull();
		assertThat(decision.allowed()).isTrue();
		assertThat(this.trips).hasValue(before);
	}

	@Test
	void askForThemselvesWhenItBringsNothing() throws Exception {
		FutureTask<@Nullable LimitDecision> call = callThatWaits();
		int before = this.trips.get();
		this.up = false;
		this.answered.countDown();
		assertThat(call.get()).isNull();
		assertThat(this.trips).hasValue(before + 1);
	}

	@Test
	void waitNoLongerThanTheyMay() {
		LimitDecision decision = call(this.clock.nanos());
		while (decision != null) {
			// Too few came lately for it to wait
			assertThat(Thread.currentThread().isInterrupted()).as("waited in vain").isFalse();
			decision = call(this.clock.nanos());
		}
		assertThat(this.answered.getCount()).isOne();
	}

	/** Calls until one waits; that one's answer. */
	private FutureTask<@Nullable LimitDecision> callThatWaits() {
		FutureTask<@Nullable LimitDecision> last = new FutureTask<>(() -> {
			LimitDecision decision = call(LATE);
			while (this.answered.getCount() > 0) {
				decision = call(LATE);
			}
			return decision;
		});
		Thread thread = new Thread(last);
		thread.start();
		while (thread.getState() != Thread.State.TIMED_WAITING) {
			assertThat(Thread.currentThread().isInterrupted()).as("none waited").isFalse();
			Thread.onSpinWait();
		}
		return last;
	}

	private @Nullable LimitDecision call(long deadline) {
		return this.leases.decide("hot", LIMIT, 1, this.clock.nanos(), deadline, (permits) -> {
			this.trips.incrementAndGet();
			if (permits > 1) {
				this.begun.countDown();
				await(this.answered);
			}
			return this.up ? LimitDecision.allowed(LIMIT, permits, 5000, LIMIT.rate().periodNanos(), 0) : null;
		});
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
