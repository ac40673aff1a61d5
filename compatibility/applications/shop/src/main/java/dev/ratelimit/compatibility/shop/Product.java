package dev.ratelimit.compatibility.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;

@Entity
class Product {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private Long id;

	private String name;

	private long cents;

	private int stock;

	protected Product() {
	}

	Product(String name, long cents, int stock) {
		this.name = name;
		this.cents = cents;
		this.stock = stock;
	}

	public Long getId() {
		return this.id;
	}

	public String getName() {
		return this.name;
	}

	public String getPrice() {
		return "%d.%02d".formatted(this.cents / 100, this.cents % 100);
	}

	public int getStock() {
		return this.stock;
	}

	void take(int quantity) {
		if (quantity > this.stock) {
			throw new OutOfStockException(this.name);
		}
		this.stock -= quantity;
	}

	void deliver(int quantity) {
		this.stock += quantity;
	}

}
