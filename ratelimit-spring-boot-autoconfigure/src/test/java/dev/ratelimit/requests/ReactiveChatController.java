package dev.ratelimit.requests;

import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import reactor.core.publisher.Flux;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.server.ServerWebExchange;

/**
 * The recipe's endpoint for WebFlux, as it stands in docs/recipes.md.
 */
@RestController
class ReactiveChatController {

	private static final long RESERVED = 2000; // the rule's permits

	private static final Pattern USAGE = Pattern.compile("\"total_tokens\": ?(\\d+)");

	private final WebClient model;

	ReactiveChatController(WebClient model) {
		this.model = model;
	}

	@GetMapping(path = "/chat", produces = "text/event-stream")
	Flux<String> chat(@RequestParam String prompt, ServerWebExchange exchange) {
		AtomicLong pieces = new AtomicLong();
		return this.model.get()
			.uri("/?prompt={prompt}", prompt)
			.retrieve()
			.bodyToFlux(String.class)
			.doOnNext((event) -> {
				Matcher usage = USAGE.matcher(event);
				if (usage.find()) {
					exchange.getAttributes().put("tokens", Long.parseLong(usage.group(1)));
				}
				else if (event.startsWith("{")) {
					exchange.getAttributes().put("tokens", Math.max(RESERVED, pieces.incrementAndGet()));
				}
			});
	}

}
