package dev.ratelimit.requests;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.annotation.RateLimited;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Service;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Controllers with exception handlers of their own, and advice for some or all.
 */
final class OwnHandlerPages {

	private OwnHandlerPages() {
	}

	@Service
	static class Work {

		@RateLimited(value = "one", key = "#key")
		public Mono<String> later(String key) {
			return Mono.just("done");
		}

	}

	@RestController
	static class CatchingAll {

		private final Work work;

		CatchingAll(Work work) {
			this.work = work;
		}

		@GetMapping("/service/{key}")
		Mono<String> service(@PathVariable String key) {
			return this.work.later(key);
		}

		@GetMapping("/wrapped/{key}")
		Mono<String> wrapped(@PathVariable String key) {
			return this.work.later(key).onErrorMap(IllegalStateException::new);
		}

		@GetMapping("/failing")
		Mono<String> failing() {
			return Mono.error(new IllegalStateException("as the test wants it"));
		}

		@ExceptionHandler(Exception.class)
		ResponseEntity<String> failed() {
			return ResponseEntity.status(500).body("caught");
		}

	}

	@RestController
	static class CatchingSome {

		@GetMapping("/annotated/{key}")
		@RateLimited(value = "one", key = "#key")
		Mono<ResponseEntity<String>> annotated(@PathVariable String key) {
			return Mono.just(ResponseEntity.ok("done"));
		}

		@GetMapping(path = "/events/{key}", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		@RateLimited(value = "one", key = "#key")
		Flux<String> events(@PathVariable String key) {
			return Flux.just("done");
		}

		@ExceptionHandler
		@ResponseStatus(HttpStatus.OK)
		String failed(Throwable failure) {
			return "caught";
		}

	}

	@RestController
	@CrossOrigin("https://shop.example")
	static class Naming {

		private final Work work;

		Naming(Work work) {
			this.work = work;
		}

		@GetMapping("/named/{key}")
		Mono<String> named(@PathVariable String key) {
			return this.work.later(key);
		}

		@ExceptionHandler
		ResponseEntity<String> refused(RateLimitExceededException refusal) {
			return ResponseEntity.status(409).body("too much of " + refusal.decision().limit());
		}

	}

	@RestController
	static class Both {

		private final Work work;

		Both(Work work) {
			this.work = work;
		}

		@GetMapping("/both/{key}")
		Mono<String> both(@PathVariable String key) {
			return this.work.later(key).onErrorMap(IllegalStateException::new);
		}

		@ExceptionHandler
		ResponseEntity<String> refused(RateLimitExceededException refusal) {
			return ResponseEntity.status(409).body("too much of " + refusal.decision().limit());
		}

		@ExceptionHandler(Exception.class)
		ResponseEntity<String> failed() {
			return ResponseEntity.status(500).body("caught");
		}

	}

	@RestController
	@CrossOrigin("https://shop.example")
	static class PassingOn {

		private final Work work;

		PassingOn(Work work) {
			this.work = work;
		}

		@GetMapping("/passed-on/{key}")
		Mono<String> passedOn(@PathVariable String key) {
			return this.work.later(key);
		}

		@ExceptionHandler
		ResponseEntity<String> refused(RateLimitExceededException refusal) {
			throw refusal;
		}

	}

	@RestController
	static class Plain {

		@GetMapping("/plain/{key}")
		@RateLimited(value = "one", key = "#key")
		String plain(@PathVariable String key) {
			return "done";
		}

		@GetMapping("/rule/{key}")
		String rule() {
			return "done";
		}

	}

	@RestController
	static class ForScope {

		private final Work work;

		ForScope(Work work) {
			this.work = work;
		}

		@GetMapping("/scoped/{key}")
		Mono<String> scoped(@PathVariable String key) {
			return this.work.later(key);
		}

		@GetMapping("/scoped-plain/{key}")
		@RateLimited(value = "one", key = "#key")
		String plain(@PathVariable String key) {
			return "done";
		}

	}

	@RestControllerAdvice(assignableTypes = ForScope.class)
	static class Scoped {

		@ExceptionHandler
		ResponseEntity<String> refused(RateLimitExceededException refusal) {
			return ResponseEntity.status(429).body("scoped");
		}

	}

	@RestControllerAdvice
	static class CatchAll {

		@ExceptionHandler(Exception.class)
		ResponseEntity<String> failed() {
			return ResponseEntity.status(500).body("caught by an advice");
		}

	}

}
