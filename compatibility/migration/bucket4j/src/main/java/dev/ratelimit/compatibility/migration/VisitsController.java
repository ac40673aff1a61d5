package dev.ratelimit.compatibility.migration;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class VisitsController {

	private final Visits visits;

	VisitsController(Visits visits) {
		this.visits = visits;
	}

	@GetMapping({ "/api/orders", "/prices", "/exports", "/stock" })
	String page() {
		return "page";
	}

	@GetMapping("/login")
	ResponseEntity<String> login(@RequestParam String password) {
		return ResponseEntity.status(password.equals("secret") ? HttpStatus.OK : HttpStatus.UNAUTHORIZED).build();
	}

	@GetMapping("/comment")
	String comment(@RequestParam String visitor) {
		return this.visits.comment(visitor);
	}

	@GetMapping("/vote")
	String vote(@RequestParam String visitor) {
		return this.visits.vote(visitor);
	}

	@GetMapping("/leave")
	String leave(@RequestParam String visitor) {
		return this.visits.leave(visitor);
	}

	@GetMapping("/quote")
	String quote(@RequestParam String visitor) {
		return this.visits.quote(visitor);
	}

	@GetMapping("/total")
	String total() {
		return this.visits.total();
	}

}
