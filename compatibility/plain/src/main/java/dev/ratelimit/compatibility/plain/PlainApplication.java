package dev.ratelimit.compatibility.plain;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.annotation.RateLimited;

import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

@SpringBootApplication
public class PlainApplication {

	public static void main(String[] args) {
		SpringApplication.run(PlainApplication.class, args);
	}

	@Bean
	CommandLineRunner calls(RateLimiterRegistry limiters, Job job) {
		return (arguments) -> {
			for (int i = 0; i < 4; i++) {
				System.out.println("limiter " + limiters.get("three").tryAcquire("key").allowed());
			}
			Answers.print("method", () -> job.run("nightly"));
		};
	}

	@Component
	static class Job {

		@RateLimited(value = "three", key = "#name.toUpperCase()")
		void run(String name) {
		}

	}

}
