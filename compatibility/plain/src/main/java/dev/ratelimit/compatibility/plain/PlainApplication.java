package dev.ratelimit.compatibility.plain;

import dev.ratelimit.RateLimitExceededException;
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
			for (int i = 0; i < 4; i++) {
				try {
					System.out.println("method " + job.run("nightly"));
				}
				catch (RateLimitExceededException ex) {
					System.out.println("method " + ex.decision().allowed());
				}
			}
		};
	}

	@Component
	static class Job {

		@RateLimited(value = "three", key = "#name.toUpperCase()")
		boolean run(String name) {
			return true;
		}

	}

}
