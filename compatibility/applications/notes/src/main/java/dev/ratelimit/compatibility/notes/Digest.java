package dev.ratelimit.compatibility.notes;

import java.util.concurrent.atomic.AtomicInteger;

import dev.ratelimit.annotation.RateLimited;
import reactor.core.publisher.Mono;

import org.springframework.core.env.Environment;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Makes a digest of the feed, which it reads as others do.
 */
@Component
class Digest {

	private final WebClient client = WebClient.create();

	private final Environment environment;

	private final AtomicInteger made = new AtomicInteger();

	private final AtomicInteger postponed = new AtomicInteger();

	private volatile String latest = "";

	Digest(Environment environment) {
		this.environment = environment;
	}

	@Scheduled(fixedDelayString = "${notes.digests}")
	@RateLimited(value = "digests", fallback = "postpone")
	Mono<Void> make() {
		// Deferred, as a scheduler asks for the task before there is a port
		return Mono
			.defer(() -> this.client.get()
				.uri("http://127.0.0.1:{port}/feed", this.environment.getRequiredProperty("local.server.port"))
				.retrieve()
				.bodyToMono(String.class))
			.doOnNext((feed) -> {
				this.latest = feed;
				this.made.incrementAndGet();
			})
			.then();
	}

	private Mono<Void> postpone() {
		return Mono.fromRunnable(this.postponed::incrementAndGet);
	}

	String latest() {
		return this.latest;
	}

	int made() {
		return this.made.get();
	}

	int postponed() {
		return this.postponed.get();
	}

}
