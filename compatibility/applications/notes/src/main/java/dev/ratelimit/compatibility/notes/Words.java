package dev.ratelimit.compatibility.notes;

import java.util.Map;

import dev.ratelimit.annotation.RateLimited;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Counts notes that have a word, which reads all notes: so each word is counted a few
 * times only, whoever asks and however.
 */
@Component
class Words {

	private final Notebook notebook;

	Words(Notebook notebook) {
		this.notebook = notebook;
	}

	@RateLimited(value = "words", key = "pathVariable['word']")
	Mono<ServerResponse> answer(ServerRequest request) {
		String word = request.pathVariable("word");
		return notes(word).flatMap((notes) -> ServerResponse.ok().bodyValue(Map.of("word", word, "notes", notes)));
	}

	@RateLimited(value = "words", key = "#word")
	Mono<Long> count(String word) {
		return notes(word);
	}

	private Mono<Long> notes(String word) {
		return this.notebook.all().filter((note) -> note.text().contains(word)).count();
	}

}
