package dev.ratelimit.compatibility.orders;

import java.util.Map;
import java.util.NoSuchElementException;

import dev.ratelimit.annotation.RateLimited;

import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.stereotype.Controller;

/**
 * Answers questions for prices, which come as STOMP messages.
 */
@Controller
class PricesController {

	private final Map<String, String> prices = Map.of("teapot", "24.50", "cup", "6.25");

	@MessageMapping("/price")
	@SendTo("/topic/prices")
	@RateLimited(value = "prices", key = "#item")
	String price(String item) {
		String price = this.prices.get(item);
		if (price == null) {
			throw new NoSuchElementException("No price of " + item);
		}
		return item + " " + price;
	}

	@MessageExceptionHandler
	@SendTo("/topic/errors")
	String failed(Exception ex) {
		return ex.getClass().getSimpleName() + ": " + ex.getMessage();
	}

}
