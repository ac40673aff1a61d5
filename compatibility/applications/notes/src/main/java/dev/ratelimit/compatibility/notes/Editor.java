package dev.ratelimit.compatibility.notes;

import dev.ratelimit.annotation.RateLimited;
import reactor.core.publisher.Mono;

import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Service;

/**
 * Changes notes for those who may.
 */
@Service
class Editor {

	private final Notebook notebook;

	Editor(Notebook notebook) {
		this.notebook = notebook;
	}

	@PreAuthorize("hasAnyAuthority('ROLE_WRITER', 'SCOPE_notes:write')")
	@RateLimited(value = "write", key = "#author")
	Mono<Note> write(String author, String title, String text) {
		return this.notebook.add(author, title, text);
	}

	@PostAuthorize("returnObject.author() == authentication.name")
	Mono<Note> own(long id) {
		return this.notebook.find(id);
	}

	@PreAuthorize("hasAnyAuthority('ROLE_STAFF', 'SCOPE_notes:write')")
	Mono<Void> remove(long id) {
		return this.notebook.remove(id);
	}

}
