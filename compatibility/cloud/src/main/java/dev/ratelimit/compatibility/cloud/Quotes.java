package dev.ratelimit.compatibility.cloud;

import dev.ratelimit.annotation.RateLimited;

import org.springframework.cloud.openfeign.FeignClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

@FeignClient("quotes")
interface Quotes {

	@GetMapping("/quotes/{symbol}")
	@RateLimited(value = "three", key = "#symbol")
	String of(@PathVariable("symbol") String symbol);

	@GetMapping("/quotes/{symbol}")
	@RateLimited(value = "three", key = "#symbol", fallback = "stale")
	String orStale(@PathVariable("symbol") String symbol);

	default String stale(String symbol) {
		return "stale";
	}

}
