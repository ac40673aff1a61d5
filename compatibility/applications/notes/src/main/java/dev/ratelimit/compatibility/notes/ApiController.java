package dev.ratelimit.compatibility.notes;

import java.net.URI;
import java.security.Principal;

import dev.ratelimit.annotation.RateLimited;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api")
class ApiController {

	private final Notebook notebook;

	private final Editor editor;

	ApiController(Notebook notebook, Editor editor) {
		this.notebook = notebook;
		this.editor = editor;
	}

	@PostMapping("/notes")
	Mono<ResponseEntity<Note>> write(@Valid @RequestBody Mono<Draft> draft, Principal author) {
		return draft.flatMap((it) -> this.editor.write(author.getName(), it.title(), it.text()))
			.map((note) -> ResponseEntity.created(URI.create("/api/notes/" + note.id())).body(note));
	}

	@GetMapping("/notes")
	Flux<Note> list(Principal author) {
		return this.notebook.of(author.getName());
	}

	@GetMapping("/notes/{id}")
	Mono<Note> find(@PathVariable long id) {
		return this.notebook.find(id);
	}

	@DeleteMapping("/notes/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	Mono<Void> remove(@PathVariable long id) {
		return this.editor.own(id).flatMap((note) -> this.editor.remove(note.id()));
	}

	@GetMapping(path = "/changes", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<ServerSentEvent<Note>> changes() {
		// The comment begins the answer once the stream misses nothing any more
		return Flux.merge(this.notebook.added().map((note) -> ServerSentEvent.builder(note).build()),
				Mono.just(ServerSentEvent.<Note>builder().comment("from now on").build()));
	}

	@GetMapping("/suggestions")
	@RateLimited(value = "suggestions", key = "principal", fallback = "none")
	Flux<Suggestion> suggest(@RequestParam String q) {
		return this.notebook.search(q).map((note) -> new Suggestion(note.title()));
	}

	private Flux<Suggestion> none(String q) {
		return Flux.empty();
	}

	@GetMapping("/reports/{author}")
	@PreAuthorize("hasAuthority('SCOPE_reports')")
	@RateLimited(value = "reports", key = "claim['tenant']")
	Mono<Report> report(@PathVariable String author) {
		if (author.equals("unlucky")) {
			throw new UnsupportedOperationException("The database's password is hunter2");
		}
		return this.notebook.of(author).count().map((written) -> new Report(author, written));
	}

	record Draft(@NotBlank String title, @NotNull String text) {

	}

	record Suggestion(String title) {

	}

	record Report(String author, long written) {

	}

}
