package dev.ratelimit.compatibility.reactive;

import dev.ratelimit.annotation.RateLimited;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@RestController
public class ReactiveApplication {

	public static void main(String[] args) {
		SpringApplication.run(ReactiveApplication.class, args);
	}

	@GetMapping("/filtered")
	Mono<String> filtered() {
		return Mono.just("filtered");
	}

	@GetMapping("/annotated")
	@RateLimited(value = "three", key = "#user")
	public Mono<String> annotated(@RequestParam String user) {
		return Mono.just("annotated");
	}

}
