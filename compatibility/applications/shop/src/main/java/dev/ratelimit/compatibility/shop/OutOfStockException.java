package dev.ratelimit.compatibility.shop;

class OutOfStockException extends RuntimeException {

	OutOfStockException(String product) {
		super("There is not that much of " + product);
	}

}
