package dev.ratelimit.soak;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;

import dev.ratelimit.soak.Traffic.Step;

/**
 * Threads that call, each at its own pace, and rest all at once when they are told to.
 */
final class Callers {

	private static final int WRONG_AT_MOST = 20;

	private static final long SECOND = 1_000_000_000;

	/** Fair, or who waits for rest would wait for ever. */
	private final ReentrantReadWriteLock traffic = new ReentrantReadWriteLock(true);

	private final List<Thread> threads = new ArrayList<>();

	private final SplittableRandom random;

	/** By limit and outcome. */
	private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

	private final LongAdder calls = new LongAdder();

	private final LongAdder refused = new LongAdder();

	private final List<String> wrong = new ArrayList<>();

	private volatile boolean over;

	Callers(long seed) {
		this.random = new SplittableRandom(seed);
	}

	/** Some threads more, each of which does this so many times a second. */
	void add(int threads, double perSecond, Step step) {
		for (int i = 0; i < threads; i++) {
			SplittableRandom own = this.random.split();
			Thread thread = new Thread(() -> run(own, perSecond, step), "caller");
			thread.setDaemon(true);
			this.threads.add(thread);
		}
	}

	void start() {
		this.threads.forEach(Thread::start);
	}

	int size() {
		return this.threads.size();
	}

	/**
	 * At random intervals; what was missed for longer than a second is not made up for.
	 */
	private void run(SplittableRandom random, double perSecond, Step step) {
		long next = System.nanoTime();
		while (!this.over) {
			long interval = (long) (-Math.log(1 - random.nextDouble()) / perSecond * SECOND);
			next = Math.max(next + interval, System.nanoTime() - SECOND);
			LockSupport.parkNanos(next - System.nanoTime());
			this.traffic.readLock().lock();
			try {
				if (!this.over) {
					step.run(random);
				}
			}
			catch (Exception ex) {
				wrong(ex.toString());
			}
			finally {
				this.traffic.readLock().unlock();
			}
		}
	}

	Answer call(Sample sample, HttpRequest.Builder request, int... expected) throws Exception {
		long sent = System.nanoTime();
		HttpResponse<String> response = sample.send(request);
		Answer answer = new Answer(response, sample.call(sent, System.nanoTime()), this);
		this.calls.increment();
		if (answer.refused()) {
			this.refused.increment();
			if (response.headers().firstValueAsLong("Retry-After").orElse(0) < 1) {
				wrong("does not say when to come back", answer);
			}
		}
		else if (IntStream.of(expected).noneMatch((status) -> status == answer.status())) {
			throw new IllegalStateException("Unexpected: " + answer);
		}
		return answer;
	}

	void count(String limit, boolean allowed) {
		this.counts.computeIfAbsent(limit + (allowed ? " allowed" : " rejected"), (name) -> new LongAdder())
			.increment();
	}

	void wrong(String what, Answer answer) {
		wrong(what + ": " + answer);
	}

	private void wrong(String what) {
		synchronized (this.wrong) {
			if (this.wrong.size() < WRONG_AT_MOST) {
				this.wrong.add(what);
			}
		}
	}

	/** Does something while no call is on its way. */
	<T> T atRest(Callable<T> action) throws Exception {
		this.traffic.writeLock().lock();
		try {
			return action.call();
		}
		finally {
			this.traffic.writeLock().unlock();
		}
	}

	void stop() {
		this.over = true;
	}

	long calls() {
		return this.calls.sum();
	}

	long refusals() {
		return this.refused.sum();
	}

	/** By limit and outcome, what the server must have counted. */
	Map<String, Long> counts() {
		Map<String, Long> sums = new TreeMap<>();
		this.counts.forEach((name, count) -> sums.put(name, count.sum()));
		return sums;
	}

	/** The first answers that were wrong. */
	List<String> wrong() {
		synchronized (this.wrong) {
			return List.copyOf(this.wrong);
		}
	}

}
