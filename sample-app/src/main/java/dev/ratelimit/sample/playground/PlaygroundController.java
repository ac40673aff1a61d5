package dev.ratelimit.sample.playground;

import java.util.Map;

import dev.ratelimit.TimeSource;
import dev.ratelimit.annotation.RateLimited;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * An endpoint for each algorithm that counts calls per time. What differs between them is
 * the limit's name.
 */
@RestController
@RequestMapping("/playground")
class PlaygroundController {

	private final TimeSource time;

	private final SideBySide limiters;

	private final String store;

	PlaygroundController(TimeSource time, SideBySide limiters, @Value("${ratelimit.store:local}") String store) {
		this.time = time;
		this.limiters = limiters;
		this.store = store;
	}

	@GetMapping("/about")
	Map<String, Object> about() {
		return Map.of("store", this.store, "degraded", this.limiters.degraded(), "nanos", this.time.nanos());
	}

	@GetMapping("/calls/token-bucket")
	@RateLimited(value = "playground-token-bucket", key = "#choice.key()")
	Map<String, Object> tokenBucket(@ModelAttribute Choice choice, @RequestAttribute(Arrival.NANOS) long arrived) {
		return admitted(arrived);
	}

	@GetMapping("/calls/leaky-bucket")
	@RateLimited(value = "playground-leaky-bucket", key = "#choice.key()")
	Map<String, Object> leakyBucket(@ModelAttribute Choice choice, @RequestAttribute(Arrival.NANOS) long arrived) {
		return admitted(arrived);
	}

	@GetMapping("/calls/fixed-window")
	@RateLimited(value = "playground-fixed-window", key = "#choice.key()")
	Map<String, Object> fixedWindow(@ModelAttribute Choice choice, @RequestAttribute(Arrival.NANOS) long arrived) {
		return admitted(arrived);
	}

	@GetMapping("/calls/sliding-window-log")
	@RateLimited(value = "playground-sliding-window-log", key = "#choice.key()")
	Map<String, Object> slidingWindowLog(@ModelAttribute Choice choice, @RequestAttribute(Arrival.NANOS) long arrived) {
		return admitted(arrived);
	}

	@GetMapping("/calls/sliding-window-counter")
	@RateLimited(value = "playground-sliding-window-counter", key = "#choice.key()")
	Map<String, Object> slidingWindowCounter(@ModelAttribute Choice choice,
			@RequestAttribute(Arrival.NANOS) long arrived) {
		return admitted(arrived);
	}

	@GetMapping("/calls/paced-window")
	@RateLimited(value = "playground-paced-window", key = "#choice.key()")
	Map<String, Object> pacedWindow(@ModelAttribute Choice choice, @RequestAttribute(Arrival.NANOS) long arrived) {
		return admitted(arrived);
	}

	private Map<String, Object> admitted(long arrived) {
		return Map.of("admitted", true, "waitedMillis", (this.time.nanos() - arrived) / 1_000_000);
	}

}
