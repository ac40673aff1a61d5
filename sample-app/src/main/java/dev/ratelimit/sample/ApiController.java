package dev.ratelimit.sample;

import java.security.Principal;
import java.util.List;
import java.util.Map;

import dev.ratelimit.annotation.RateLimited;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The rest of the API: limited by rules in application.yml, and by annotation.
 */
@RestController
class ApiController {

	private final ExportService exports;

	ApiController(ExportService exports) {
		this.exports = exports;
	}

	@GetMapping("/search")
	Map<String, Object> search(@RequestParam(defaultValue = "") String q, Principal user) {
		return Map.of("user", user.getName(), "query", q, "hits", List.of());
	}

	@GetMapping("/api/weather")
	Map<String, String> weather() {
		return Map.of("weather", "fair");
	}

	@GetMapping("/api/health")
	Map<String, String> health() {
		return Map.of("status", "UP");
	}

	@GetMapping("/export")
	Map<String, String> export() {
		return Map.of("exported", this.exports.export());
	}

	@GetMapping("/quotes")
	@RateLimited({ "per-second", "per-minute" })
	Map<String, String> quotes() {
		return Map.of("quote", "Festina lente");
	}

}
