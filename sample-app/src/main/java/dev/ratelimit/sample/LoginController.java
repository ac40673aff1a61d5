package dev.ratelimit.sample;

import java.util.Map;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Limited by rules in application.yml: per address and per user, failures only.
 */
@RestController
class LoginController {

	private final AuthenticationManager authenticationManager;

	LoginController(AuthenticationManager authenticationManager) {
		this.authenticationManager = authenticationManager;
	}

	@PostMapping("/login")
	ResponseEntity<Map<String, String>> login(@RequestParam String username, @RequestParam String password) {
		try {
			this.authenticationManager
				.authenticate(UsernamePasswordAuthenticationToken.unauthenticated(username, password));
			return ResponseEntity.ok(Map.of("welcome", username));
		}
		catch (AuthenticationException ex) {
			return ResponseEntity.status(HttpStatus.UNAUTHORIZED).body(Map.of("error", "wrong user or password"));
		}
	}

}
