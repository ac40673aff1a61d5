package dev.ratelimit.compatibility.migration;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class BackendController {

	private final Backend backend;

	BackendController(Backend backend) {
		this.backend = backend;
	}

	@GetMapping("/report")
	String report() {
		return this.backend.report();
	}

	@GetMapping("/quote")
	String quote(@RequestParam String symbol) {
		return this.backend.quote(symbol);
	}

	@GetMapping("/search")
	String search(@RequestParam String customer) {
		return this.backend.search(customer);
	}

	@GetMapping("/export")
	String export() {
		return this.backend.export();
	}

	@GetMapping("/slow")
	String slow() {
		return this.backend.slow();
	}

}
