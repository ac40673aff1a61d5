package dev.ratelimit.internal.reactive;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;

/**
 * A request that is over: what {@code refund-when} and {@code settle} can name. Public
 * only so that expressions can be compiled.
 */
public final class FinishedReactiveCall extends ReactiveCall {

	private final ServerHttpResponse response;

	private final int status;

	FinishedReactiveCall(ReactiveCall call, ServerHttpResponse response, int status) {
		super(call, call.getPathVariable());
		this.response = response;
		this.status = status;
	}

	/** The request itself, which cannot be refused as malformed any more. */
	@Override
	public ServerHttpRequest getRequest() {
		return this.request;
	}

	/**
	 * The response as it was sent.
	 * @return the response
	 */
	public ServerHttpResponse getResponse() {
		return this.response;
	}

	/**
	 * The response's status.
	 * @return the status; of an error that left the filters the one it stands for, or 500
	 */
	public int getStatus() {
		return this.status;
	}

}
