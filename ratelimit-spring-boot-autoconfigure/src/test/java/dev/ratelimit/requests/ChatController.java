package dev.ratelimit.requests;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * The recipe's endpoint for servlets, as it stands in docs/recipes.md.
 */
@RestController
class ChatController {

	private static final long RESERVED = 2000; // the rule's permits

	private static final Pattern USAGE = Pattern.compile("\"total_tokens\": ?(\\d+)");

	private final RestClient model;

	ChatController(RestClient model) {
		this.model = model;
	}

	@GetMapping(path = "/chat", produces = "text/event-stream")
	StreamingResponseBody chat(@RequestParam String prompt, HttpServletRequest request, HttpServletResponse response) {
		return (out) -> this.model.get().uri("/?prompt={prompt}", prompt).exchange((call, answer) -> {
			long pieces = 0;
			// Closing it, also when a write fails, stops the model
			try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.getBody()))) {
				for (String line = lines.readLine(); line != null; line = lines.readLine()) {
					Matcher usage = USAGE.matcher(line);
					if (usage.find()) {
						request.setAttribute("tokens", Long.parseLong(usage.group(1)));
					}
					else if (line.startsWith("data: {")) {
						request.setAttribute("tokens", Math.max(RESERVED, ++pieces));
					}
					out.write((line + "\n").getBytes());
					response.flushBuffer(); // the stream's own flush does nothing
				}
			}
			return pieces;
		});
	}

}
