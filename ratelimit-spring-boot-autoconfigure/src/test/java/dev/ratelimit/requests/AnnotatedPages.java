package dev.ratelimit.requests;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;

import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.requests.EventLoopTests.Pages;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Handlers with limits of their own, whose calls end on the event loop. */
@RestController
@RequestMapping("/annotated")
public class AnnotatedPages {

	static final Semaphore ending = new Semaphore(0);

	static final Semaphore asking = new Semaphore(0);

	private final Pages pages;

	private final Scheduler loop;

	AnnotatedPages(Pages pages, ReactorResourceFactory resources) {
		this.pages = pages;
		this.loop = Schedulers.fromExecutor(resources.getLoopResources().onServer(true).next());
	}

	private Mono<String> endingOnTheLoop() {
		return this.pages.refunded().publishOn(this.loop).doOnNext((value) -> ending.release());
	}

	@GetMapping("/refunded")
	@RateLimited(value = "two", key = "'refunded'", refundWhen = "#result != null")
	Mono<String> refunded() {
		return endingOnTheLoop();
	}

	@GetMapping("/settled")
	@RateLimited(value = "two", key = "'settled'", settle = "2")
	Mono<String> settled() {
		return endingOnTheLoop();
	}

	@GetMapping("/stage")
	@RateLimited(value = "two", key = "'stage'", refundWhen = "#result != null")
	CompletableFuture<String> stage() {
		return endingOnTheLoop().toFuture();
	}

	@GetMapping("/decided")
	@RateLimited(value = "two", key = "@annotatedPages.key()")
	CompletionStage<String> decided() {
		return CompletableFuture.completedStage("decided");
	}

	public String key() {
		asking.release();
		return "decided";
	}

}
