package dev.ratelimit.compatibility.shop;

import java.security.Principal;

import dev.ratelimit.annotation.RateLimited;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

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
class CatalogueController {

	private final Products products;

	private final Reviews reviews;

	CatalogueController(Products products, Reviews reviews) {
		this.products = products;
		this.reviews = reviews;
	}

	@GetMapping("/")
	String index(Model model) {
		model.addAttribute("products", this.products.findAll());
		return "index";
	}

	@GetMapping("/search")
	@RateLimited("search")
	String search(@RequestParam String q, Model model) {
		model.addAttribute("products", this.products.findByNameContainingIgnoreCaseOrderByName(q));
		return "index";
	}

	@GetMapping("/products/{id}")
	String product(@PathVariable Long id, @ModelAttribute("form") ReviewForm form, Model model) {
		return show(id, model);
	}

	@PostMapping("/products/{id}/reviews")
	String review(@PathVariable Long id, @Valid @ModelAttribute("form") ReviewForm form, BindingResult errors,
			Principal author, Model model) {
		if (errors.hasErrors()) {
			return show(id, model);
		}
		this.reviews.save(new Review(id, author.getName(), form.getText()));
		return "redirect:/products/" + id;
	}

	@GetMapping("/broken")
	String broken() {
		throw new IllegalStateException("Something is broken");
	}

	private String show(Long id, Model model) {
		model.addAttribute("product",
				this.products.findById(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND)));
		model.addAttribute("reviews", this.reviews.findByProductOrderById(id));
		return "product";
	}

	static class ReviewForm {

		@NotBlank
		@Size(max = 200)
		private String text;

		public String getText() {
			return this.text;
		}

		public void setText(String text) {
			this.text = text;
		}

	}

}
