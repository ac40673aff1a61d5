package dev.ratelimit.internal.servlet;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Sees an exchange to its end, on whichever thread that comes.
 */
final class Completion implements AsyncListener {

	private final Exchange exchange;

	private final HttpServletResponse response;

	private boolean failed;

	private Completion(Exchange exchange, HttpServletResponse response) {
		this.exchange = exchange;
		this.response = response;
	}

	/**
	 * Completes the exchange, when its asynchronous part has ended if there is one.
	 * @param returned whether the filter chain returned without an exception
	 */
	static void await(Exchange exchange, HttpServletRequest request, HttpServletResponse response, boolean returned) {
		if (returned && request.isAsyncStarted()) {
			request.getAsyncContext().addListener(new Completion(exchange, response));
		}
		else {
			int status = returned ? response.getStatus() : HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
			exchange.complete(response, status);
		}
	}

	@Override
	public void onComplete(AsyncEvent event) {
		int status = this.failed ? HttpServletResponse.SC_INTERNAL_SERVER_ERROR : this.response.getStatus();
		this.exchange.complete(this.response, status);
	}

	@Override
	public void onError(AsyncEvent event) {
		this.failed = true;
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		// onComplete follows, with the status of whoever answers in the handler's stead
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		// Going asynchronous again forgets the listeners
		event.getAsyncContext().addListener(this);
	}

}
