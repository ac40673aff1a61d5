package dev.ratelimit.compatibility.notes;

import java.util.LinkedHashSet;
import java.util.Set;

import reactor.core.publisher.Flux;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.server.WebSession;

/**
 * Pins notes for one session.
 */
@Controller
class PinsController {

	private final Notebook notebook;

	PinsController(Notebook notebook) {
		this.notebook = notebook;
	}

	@GetMapping("/pins")
	String pins(WebSession session, Model model) {
		model.addAttribute("notes", Flux.fromIterable(of(session)).concatMap(this.notebook::find));
		return "pins";
	}

	@PostMapping("/pins")
	String pin(Pin pin, WebSession session) {
		Set<Long> pins = new LinkedHashSet<>(of(session));
		pins.add(pin.note());
		session.getAttributes().put("pins", pins);
		return "redirect:/pins";
	}

	private static Set<Long> of(WebSession session) {
		return session.getAttributeOrDefault("pins", Set.of());
	}

	record Pin(long note) {

	}

}
