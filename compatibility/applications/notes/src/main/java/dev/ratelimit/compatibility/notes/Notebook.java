package dev.ratelimit.compatibility.notes;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.Sinks.EmitFailureHandler;

import org.springframework.stereotype.Component;

/**
 * All notes, held in memory in the order in which they were written.
 */
@Component
class Notebook {

	private final Map<Long, Note> notes = new ConcurrentSkipListMap<>();

	private final AtomicLong ids = new AtomicLong();

	private final Sinks.Many<Note> added = Sinks.many().multicast().directBestEffort();

	Notebook() {
		add("sam", "Welcome", "Sign in to write").block();
		add("sam", "Rules of the house", "Be kind").block();
	}

	Mono<Note> add(String author, String title, String text) {
		return Mono.fromSupplier(() -> {
			Note note = new Note(this.ids.incrementAndGet(), author, title, text);
			this.notes.put(note.id(), note);
			this.added.emitNext(note, EmitFailureHandler.busyLooping(Duration.ofSeconds(5)));
			return note;
		});
	}

	Flux<Note> all() {
		return Flux.defer(() -> Flux.fromIterable(this.notes.values()));
	}

	Flux<Note> of(String author) {
		return all().filter((note) -> note.author().equals(author));
	}

	Flux<Note> search(String words) {
		String lower = words.toLowerCase(Locale.ROOT);
		return all().filter((note) -> note.title().toLowerCase(Locale.ROOT).contains(lower));
	}

	Mono<Note> find(long id) {
		return Mono.fromSupplier(() -> this.notes.get(id))
			.switchIfEmpty(Mono.error(() -> new NoSuchElementException("No note " + id)));
	}

	Mono<Void> remove(long id) {
		return Mono.fromRunnable(() -> this.notes.remove(id));
	}

	/** What is written from now on. */
	Flux<Note> added() {
		return this.added.asFlux();
	}

}
