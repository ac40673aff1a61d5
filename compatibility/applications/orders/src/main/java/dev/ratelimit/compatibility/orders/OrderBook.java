package dev.ratelimit.compatibility.orders;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.compatibility.orders.Order.Status;

import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Service;

/**
 * All orders, held in memory.
 */
@Service
class OrderBook {

	private final Map<Long, Order> orders = new ConcurrentHashMap<>();

	private final AtomicLong ids = new AtomicLong();

	@PreAuthorize("hasAuthority('SCOPE_orders:write')")
	@RateLimited(value = "place", key = "#customer")
	Order place(String customer, String item, int quantity) {
		Order order = new Order(this.ids.incrementAndGet(), customer, item, quantity, Status.PLACED);
		this.orders.put(order.id(), order);
		return order;
	}

	@PostAuthorize("returnObject.customer() == authentication.name")
	Order find(long id) {
		return get(id);
	}

	List<Order> of(String customer) {
		return this.orders.values()
			.stream()
			.filter((order) -> order.customer().equals(customer))
			.sorted(Comparator.comparingLong(Order::id))
			.toList();
	}

	@PreAuthorize("hasAuthority('SCOPE_orders:write')")
	void cancel(long id) {
		move(id, Status.CANCELLED);
	}

	void ship(long id) {
		move(id, Status.SHIPPED);
	}

	long sold(String item) {
		return this.orders.values()
			.stream()
			.filter((order) -> order.item().equals(item) && order.status() != Status.CANCELLED)
			.mapToLong(Order::quantity)
			.sum();
	}

	private void move(long id, Status to) {
		Order order = get(id);
		if (order.status() != Status.PLACED) {
			throw new IllegalStateException("Order %d is %s".formatted(id, order.status()));
		}
		this.orders.put(id, order.with(to));
	}

	private Order get(long id) {
		Order order = this.orders.get(id);
		if (order == null) {
			throw new NoSuchElementException("No order " + id);
		}
		return order;
	}

}
