package dev.ratelimit.internal.servlet;

import dev.ratelimit.internal.http.RequestCharges;
import jakarta.servlet.ServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the charges of a request in an attribute of it.
 */
final class Exchange {

	private static final String ATTRIBUTE = Exchange.class.getName();

	private Exchange() {
	}

	static @Nullable RequestCharges find(ServletRequest request) {
		return (RequestCharges) request.getAttribute(ATTRIBUTE);
	}

	static RequestCharges open(ServletRequest request) {
		RequestCharges known = find(request);
		return (known != null) ? known : begin(request);
	}

	static RequestCharges begin(ServletRequest request) {
		RequestCharges charges = new RequestCharges();
		request.setAttribute(ATTRIBUTE, charges);
		return charges;
	}

}
