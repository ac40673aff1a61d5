package dev.ratelimit.compatibility.notes;

import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/admin")
class StaffController {

	private final Editor editor;

	StaffController(Editor editor) {
		this.editor = editor;
	}

	@PostMapping("/notes/{id}/removals")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	Mono<Void> remove(@PathVariable long id) {
		return this.editor.remove(id);
	}

}
