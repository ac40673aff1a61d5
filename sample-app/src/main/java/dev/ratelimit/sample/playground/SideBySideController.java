package dev.ratelimit.sample.playground;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import dev.ratelimit.Algorithm;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Asks every algorithm about one and the same request, so that side by side means the
 * same traffic. No thread is held while callers wait.
 */
@RestController
@RequestMapping("/playground/calls")
class SideBySideController {

	private final SideBySide limiters;

	SideBySideController(SideBySide limiters) {
		this.limiters = limiters;
	}

	@GetMapping("/all")
	CompletableFuture<Answer> all(@ModelAttribute Choice choice, @ModelAttribute Hold hold,
			@RequestAttribute(Arrival.NANOS) long arrived) {
		this.limiters.observe(choice);
		return ask(Stream.of(Algorithm.values()), choice, hold, arrived);
	}

	@GetMapping("/concurrency")
	CompletableFuture<Answer> concurrency(@ModelAttribute Choice choice, @ModelAttribute Hold hold,
			@RequestAttribute(Arrival.NANOS) long arrived) {
		return ask(Stream.of(Algorithm.CONCURRENCY), choice, hold, arrived);
	}

	private CompletableFuture<Answer> ask(Stream<Algorithm> algorithms, Choice choice, Hold hold, long arrived) {
		List<CompletableFuture<Outcome>> outcomes = algorithms
			.map((algorithm) -> this.limiters.ask(algorithm, choice, hold))
			.toList();
		return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
			.thenApply((all) -> new Answer(arrived, outcomes.stream().map(CompletableFuture::join).toList()));
	}

	/**
	 * What a request is answered.
	 *
	 * @param arrivedNanos on the server's clock
	 * @param outcomes one per algorithm
	 */
	record Answer(long arrivedNanos, List<Outcome> outcomes) {

	}

}
