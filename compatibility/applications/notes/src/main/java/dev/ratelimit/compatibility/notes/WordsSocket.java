package dev.ratelimit.compatibility.notes;

import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;

/**
 * Answers each word that a client sends with the number of notes that have it.
 */
@Component
class WordsSocket implements WebSocketHandler {

	private final Words words;

	WordsSocket(Words words) {
		this.words = words;
	}

	@Override
	public Mono<Void> handle(WebSocketSession session) {
		return session.send(session.receive()
			.map(WebSocketMessage::getPayloadAsText)
			.concatMap(this::answer)
			.map(session::textMessage));
	}

	private Mono<String> answer(String word) {
		return this.words.count(word)
			.map((notes) -> word + " " + notes)
			.onErrorResume((ex) -> Mono.just(ex.getClass().getSimpleName() + ": " + ex.getMessage()));
	}

}
