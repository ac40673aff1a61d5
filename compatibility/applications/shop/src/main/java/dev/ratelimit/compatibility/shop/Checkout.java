package dev.ratelimit.compatibility.shop;

import java.util.Map;

import dev.ratelimit.annotation.RateLimited;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Buys what is in a cart, all of it or nothing.
 */
@Service
class Checkout {

	private final Products products;

	private final Purchases purchases;

	Checkout(Products products, Purchases purchases) {
		this.products = products;
		this.purchases = purchases;
	}

	@Transactional
	@RateLimited(value = "checkout", key = "#customer")
	public int buy(String customer, Map<Long, Integer> quantities) {
		quantities.forEach((id, quantity) -> {
			Product product = this.products.findById(id).orElseThrow();
			product.take(quantity);
			this.purchases.save(new Purchase(customer, product, quantity));
		});
		return quantities.size();
	}

}
