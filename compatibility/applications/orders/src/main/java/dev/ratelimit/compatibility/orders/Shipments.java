package dev.ratelimit.compatibility.orders;

import dev.ratelimit.annotation.RateLimited;

import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/**
 * Hears from the warehouse what was shipped.
 */
@Component
class Shipments {

	private final OrderBook orders;

	Shipments(OrderBook orders) {
		this.orders = orders;
	}

	@KafkaListener(id = "shipments", topics = "shipments")
	@RateLimited(value = "shipments", key = "'warehouse'")
	void shipped(String order) {
		this.orders.ship(Long.parseLong(order));
	}

}
