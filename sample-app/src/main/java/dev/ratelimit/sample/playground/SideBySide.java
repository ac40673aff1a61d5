package dev.ratelimit.sample.playground;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.TimeSource;

import org.springframework.stereotype.Component;

/**
 * The playground's limiters, one per algorithm, used in code instead of by annotation.
 */
@Component
class SideBySide {

	private final Map<Algorithm, RateLimiter> limiters;

	private final RateLimiter observed;

	private final TimeSource time;

	SideBySide(RateLimiterRegistry registry, TimeSource time) {
		this.limiters = Stream.of(Algorithm.values())
			.collect(Collectors.toUnmodifiableMap(Function.identity(),
					(algorithm) -> registry.get("playground-" + algorithm.id())));
		this.observed = registry.get("playground-observed");
		this.time = time;
	}

	/**
	 * Shows a call to the limit that learns. Each client of a run is a caller of its own.
	 */
	void observe(Choice choice) {
		this.observed.tryAcquire(choice.run() + ":" + choice.client());
	}

	/** Whether the store does not answer, so that this server decides by itself. */
	boolean degraded() {
		return limiter(Algorithm.TOKEN_BUCKET).peek("about").degraded();
	}

	/** Spends one permit, and waits for it as long as was chosen. */
	CompletableFuture<Outcome> ask(Algorithm algorithm, Choice choice, Hold hold) {
		RateLimiter limiter = limiter(algorithm);
		long asked = this.time.nanos();
		CompletableFuture<Decision> answer = limiter
			.acquireAsync(choice.key(), 1, Duration.ofMillis(choice.maxWaitMillis()))
			.toCompletableFuture();
		boolean atOnce = answer.isDone();
		return answer.thenApply((decision) -> {
			if (algorithm == Algorithm.CONCURRENCY && decision.allowed()) {
				giveBackLater(limiter, choice.key(), decision, hold);
			}
			return Outcome.of(algorithm, decision, atOnce ? 0 : this.time.nanos() - asked);
		});
	}

	/** Ends the call after a while, as work does that a permit is held for. */
	private static void giveBackLater(RateLimiter limiter, String key, Decision decision, Hold hold) {
		CompletableFuture.delayedExecutor(hold.holdMillis(), TimeUnit.MILLISECONDS)
			.execute(() -> limiter.refund(key, decision));
	}

	private RateLimiter limiter(Algorithm algorithm) {
		RateLimiter limiter = this.limiters.get(algorithm);
		if (limiter == null) {
			throw new IllegalStateException("No limiter for " + algorithm);
		}
		return limiter;
	}

}
