package dev.ratelimit.compatibility.shop;

import org.springframework.http.HttpStatus;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/admin")
class StaffController {

	private final Products products;

	StaffController(Products products) {
		this.products = products;
	}

	@PostMapping("/products/{id}/deliveries")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	@Transactional
	public void deliver(@PathVariable Long id, @RequestParam int quantity) {
		this.products.findById(id).orElseThrow().deliver(quantity);
	}

}
