package dev.ratelimit.compatibility.orders;

record Order(long id, String customer, String item, int quantity, Status status) {

	Order with(Status status) {
		return new Order(this.id, this.customer, this.item, this.quantity, status);
	}

	enum Status {

		PLACED, SHIPPED, CANCELLED

	}

}
