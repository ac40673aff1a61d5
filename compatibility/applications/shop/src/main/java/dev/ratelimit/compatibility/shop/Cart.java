package dev.ratelimit.compatibility.shop;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.stereotype.Component;
import org.springframework.web.context.annotation.SessionScope;

/**
 * Quantities by product, for one session.
 */
@Component
@SessionScope
class Cart implements Serializable {

	private static final long serialVersionUID = 1;

	private final Map<Long, Integer> quantities = new LinkedHashMap<>();

	void add(Long product, int quantity) {
		this.quantities.merge(product, quantity, Integer::sum);
	}

	Map<Long, Integer> quantities() {
		return Map.copyOf(this.quantities);
	}

	void clear() {
		this.quantities.clear();
	}

}
