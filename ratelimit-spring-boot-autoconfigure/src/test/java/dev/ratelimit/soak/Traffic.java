package dev.ratelimit.soak;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

import dev.ratelimit.soak.Bound.Bucket;
import dev.ratelimit.soak.Bound.Counter;
import dev.ratelimit.soak.Bound.Log;
import dev.ratelimit.soak.Bound.Window;
import org.jspecify.annotations.Nullable;

/**
 * Who calls the sample, how often, and what its application.yml grants them: some 200
 * requests a second, of which more come under each hot key than it may have.
 */
final class Traffic {

	private static final long SECOND = 1_000_000_000;

	private static final long MINUTE = 60 * SECOND;

	private static final String GUESSER = "192.0.2.1";

	private final Sample sample;

	private final Callers callers;

	private final List<Ledger> ledgers = new ArrayList<>();

	private final AtomicLong strangers = new AtomicLong();

	Traffic(Sample sample, Callers callers) {
		this.sample = sample;
		this.callers = callers;
		callers.add(4, 15, (random) -> stranger());
		api("hot", 2, 6, new Bucket(10, 10, 5, SECOND));
		api("gold-key", 4, 16, new Bucket(100, 100, 50, SECOND));
		api("trial@example.com", 1, 2, new Bucket(3, 3, 1, SECOND));
		playground("token-bucket", 2, 4, "20/5s", 0, new Bucket(20, 20, 20, 5 * SECOND));
		playground("leaky-bucket", 2, 4, "20/5s", 0, new Bucket(1, 1, 20, 5 * SECOND));
		playground("fixed-window", 2, 4, "20/5s", 0, new Window(20, 5 * SECOND));
		playground("sliding-window-log", 2, 4, "20/5s", 0, new Log(20, 5 * SECOND));
		playground("sliding-window-counter", 2, 4, "20/5s", 0, new Counter(20, 5 * SECOND));
		// Of twice the permits in two windows, and nothing saved that no window has begun
		playground("paced-window", 2, 4, "20/5s", 0, new Bucket(40, 1, 20, 5 * SECOND));
		playground("sliding-window-log", 4, 3, "5/1s", 500, new Log(5, SECOND));
		quotes();
		login();
		search();
		// Two seconds' turns may be taken ahead, but not one earlier
		Ledger export = ledger("export", new Bucket(1, 3, 1, SECOND));
		callers.add(3, 5, (random) -> call(sample.request("/export"), 200).counts("export", export));
		callers.add(1, 2, (random) -> call(sample.request("/api/health"), 200).hasNoLimit());
	}

	List<Ledger> ledgers() {
		return this.ledgers;
	}

	private Ledger ledger(String key, Bound bound) {
		Ledger ledger = new Ledger(key, bound);
		this.ledgers.add(ledger);
		return ledger;
	}

	private Answer call(HttpRequest.Builder request, int... expected) throws Exception {
		return this.callers.call(this.sample, request, expected);
	}

	/** Each comes once and finds a whole quota. */
	private void stranger() throws Exception {
		String key = "stranger " + this.strangers.incrementAndGet();
		Answer answer = call(this.sample.request("/api/weather").header("X-Api-Key", key), 200);
		answer.counts("api", null).leaves("\"api\";r=9;");
	}

	private void api(String key, int threads, double perSecond, Bound bound) {
		Ledger ledger = ledger("api, " + key, bound);
		this.callers.add(threads, perSecond,
				(random) -> call(this.sample.request("/api/weather").header("X-Api-Key", key), 200).counts("api",
						ledger));
	}

	private void playground(String algorithm, int threads, double perSecond, String rate, int maxWaitMillis,
			Bound bound) {
		Ledger ledger = ledger(algorithm + " " + rate + ((maxWaitMillis > 0) ? ", waiting" : ""), bound);
		String capacity = algorithm.equals("token-bucket") ? "&capacity=20" : "";
		String path = "/playground/calls/%s?run=soak&client=a&rate=%s&maxWaitMillis=%d%s".formatted(algorithm, rate,
				maxWaitMillis, capacity);
		this.callers.add(threads, perSecond,
				(random) -> call(this.sample.request(path), 200).counts("playground-" + algorithm, ledger));
	}

	/** Two limits, decided at once. */
	private void quotes() {
		Ledger second = ledger("per-second", new Window(2, SECOND));
		Ledger minute = ledger("per-minute", new Log(20, MINUTE));
		this.callers.add(1, 3, (random) -> call(this.sample.request("/quotes"), 200)
			.counts(Map.of("per-second", second, "per-minute", minute)));
	}

	/** By one thread, so that what a success gives back is there for the next call. */
	private void login() {
		Ledger address = ledger("login-address", new Window(10, MINUTE));
		List<Ledger> users = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			users.add(ledger("login-user, user " + i, new Log(3, MINUTE)));
		}
		this.callers.add(1, 0.5, (random) -> {
			int user = random.nextInt(users.size());
			if (random.nextInt(4) == 0) {
				login("username=alice&password=wonderland", 200, address, null);
			}
			else {
				login("username=user-" + user + "&password=guess", 401, address, users.get(user));
			}
		});
	}

	private void login(String form, int expected, Ledger address, @Nullable Ledger user) throws Exception {
		Answer answer = call(this.sample.request("/login", GUESSER)
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(form)), expected);
		if (answer.refusedBy("login-address")) {
			answer.counts("login-address", address);
		}
		else if (answer.refused()) {
			// The rule before has admitted it, and got its permit back
			answer.count("login-address", true);
			answer.counts("login-user", Objects.requireNonNull(user, "refused to who never fails"));
		}
		else {
			// What succeeds is not spent
			boolean spent = expected == 401;
			answer.counts("login-address", spent ? address : null).counts("login-user", user);
		}
	}

	private void search() {
		Ledger ledger = ledger("search, alice", new Counter(20, MINUTE));
		this.callers.add(1, 0.6,
				(random) -> call(Sample.as("alice", "wonderland", this.sample.request("/search?q=spring")), 200)
					// A login, too, which has succeeded
					.counted("login-address")
					.counts("search", ledger));
	}

	/**
	 * What a caller does.
	 */
	interface Step {

		void run(SplittableRandom random) throws Exception;

	}

}
