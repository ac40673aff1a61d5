package dev.ratelimit.compatibility.mvc;

import dev.ratelimit.annotation.RateLimited;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@RestController
public class MvcApplication {

	public static void main(String[] args) {
		SpringApplication.run(MvcApplication.class, args);
	}

	@GetMapping("/filtered")
	String filtered() {
		return "filtered";
	}

	@GetMapping("/annotated")
	@RateLimited(value = "three", key = "#user")
	public String annotated(@RequestParam String user) {
		return "annotated";
	}

}
