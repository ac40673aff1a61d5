package dev.ratelimit.compatibility.notes;

import java.security.Principal;

import dev.ratelimit.annotation.RateLimited;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

@Controller
class PagesController {

	private final Notebook notebook;

	private final Editor editor;

	PagesController(Notebook notebook, Editor editor) {
		this.notebook = notebook;
		this.editor = editor;
	}

	@GetMapping("/")
	String index(Model model) {
		model.addAttribute("notes", this.notebook.all());
		return "index";
	}

	@GetMapping("/search")
	@RateLimited("search")
	Mono<String> search(@RequestParam String q, Model model) {
		model.addAttribute("notes", this.notebook.search(q));
		return Mono.just("index");
	}

	@GetMapping("/notes/{id}")
	Mono<String> note(@PathVariable long id, Model model) {
		return this.notebook.find(id)
			.onErrorMap((ex) -> new ResponseStatusException(HttpStatus.NOT_FOUND))
			.map((note) -> {
				model.addAttribute("note", note);
				return "note";
			});
	}

	@GetMapping("/mine")
	String mine(@ModelAttribute("form") NoteForm form, Principal author, Model model) {
		model.addAttribute("notes", this.notebook.of(author.getName()));
		return "mine";
	}

	@PostMapping("/notes")
	Mono<String> write(@Valid @ModelAttribute("form") NoteForm form, BindingResult errors, Principal author,
			Model model) {
		if (errors.hasErrors()) {
			return Mono.just(mine(form, author, model));
		}
		return this.editor.write(author.getName(), form.getTitle(), form.getText())
			.map((note) -> "redirect:/notes/" + note.id());
	}

	@GetMapping("/login")
	String login() {
		return "login";
	}

	@GetMapping("/broken")
	Mono<String> broken() {
		return Mono.error(new IllegalStateException("Something is broken"));
	}

	static class NoteForm {

		@NotBlank
		private String title;

		@Size(max = 200)
		private String text = "";

		public String getTitle() {
			return this.title;
		}

		public void setTitle(String title) {
			this.title = title;
		}

		public String getText() {
			return this.text;
		}

		public void setText(String text) {
			this.text = text;
		}

	}

}
