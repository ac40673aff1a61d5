package dev.ratelimit.compatibility.orders;

import java.net.URI;
import java.security.Principal;
import java.util.List;

import dev.ratelimit.annotation.RateLimited;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class OrdersController {

	private final OrderBook orders;

	OrdersController(OrderBook orders) {
		this.orders = orders;
	}

	@PostMapping("/orders")
	ResponseEntity<Order> place(@Valid @RequestBody Draft draft, Principal customer) {
		Order order = this.orders.place(customer.getName(), draft.item(), draft.quantity());
		return ResponseEntity.created(URI.create("/orders/" + order.id())).body(order);
	}

	@GetMapping("/orders")
	List<Order> list(Principal customer) {
		return this.orders.of(customer.getName());
	}

	@GetMapping("/orders/{id}")
	Order find(@PathVariable long id) {
		return this.orders.find(id);
	}

	@DeleteMapping("/orders/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void cancel(@PathVariable long id) {
		this.orders.find(id);
		this.orders.cancel(id);
	}

	@GetMapping("/reports/{item}")
	@PreAuthorize("hasAuthority('SCOPE_reports')")
	@RateLimited(value = "reports", key = "claim['tenant']")
	Report report(@PathVariable String item) {
		if (item.equals("unlucky")) {
			throw new UnsupportedOperationException("The database's password is hunter2");
		}
		return new Report(item, this.orders.sold(item));
	}

	record Draft(@NotBlank String item, @Positive int quantity) {

	}

	record Report(String item, long sold) {

	}

}
