package dev.ratelimit.internal.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * A request that is over: what {@code refund-when} and {@code settle} can name. Public
 * only so that expressions can be compiled.
 */
public final class FinishedServletCall extends ServletCall {

	private final HttpServletResponse response;

	private final int status;

	FinishedServletCall(ServletCall call, HttpServletResponse response, int status) {
		super(call, call.getPathVariable());
		this.response = response;
		this.status = status;
	}

	/** The request itself, which cannot be refused as malformed any more. */
	@Override
	public HttpServletRequest getRequest() {
		return this.request;
	}

	/**
	 * The response as it was sent.
	 * @return the response
	 */
	public HttpServletResponse getResponse() {
		return this.response;
	}

	/**
	 * The response's status.
	 * @return the status, 500 if an exception left the filter chain
	 */
	public int getStatus() {
		return this.status;
	}

}
