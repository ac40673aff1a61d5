package dev.ratelimit.compatibility.shop;

import java.util.List;

import org.springframework.boot.CommandLineRunner;
import org.springframework.stereotype.Component;

/**
 * The goods that a new shop opens with.
 */
@Component
class Stock implements CommandLineRunner {

	private final Products products;

	Stock(Products products) {
		this.products = products;
	}

	@Override
	public void run(String... args) {
		this.products.saveAll(List.of(new Product("Teapot", 2450, 1000), new Product("Cup", 625, 1000),
				new Product("Tea towel", 990, 2)));
	}

}
