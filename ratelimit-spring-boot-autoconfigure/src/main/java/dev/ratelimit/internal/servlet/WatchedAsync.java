package dev.ratelimit.internal.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/**
 * An asynchronous exchange that notices when its application completes it. Tomcat tells
 * no listener of one whose client has left in the middle of its own body.
 *
 * @param exchange the container's
 * @param onComplete what to do then; may be done more than once
 */
record WatchedAsync(AsyncContext exchange, Runnable onComplete) implements AsyncContext {

	@Override
	public void complete() {
		try {
			this.exchange.complete();
		}
		finally {
			this.onComplete.run();
		}
	}

	@Override
	public ServletRequest getRequest() {
		return this.exchange.getRequest();
	}

	@Override
	public ServletResponse getResponse() {
		return this.exchange.getResponse();
	}

	@Override
	public boolean hasOriginalRequestAndResponse() {
		return this.exchange.hasOriginalRequestAndResponse();
	}

	@Override
	public void dispatch() {
		this.exchange.dispatch();
	}

	@Override
	public void dispatch(String path) {
		this.exchange.dispatch(path);
	}

	@Override
	public void dispatch(ServletContext context, String path) {
		this.exchange.dispatch(context, path);
	}

	@Override
	public void start(Runnable run) {
		this.exchange.start(run);
	}

	@Override
	public void addListener(AsyncListener listener) {
		this.exchange.addListener(listener);
	}

	@Override
	public void addListener(AsyncListener listener, ServletRequest request, ServletResponse response) {
		this.exchange.addListener(listener, request, response);
	}

	@Override
	public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
		return this.exchange.createListener(type);
	}

	@Override
	public void setTimeout(long timeout) {
		this.exchange.setTimeout(timeout);
	}

	@Override
	public long getTimeout() {
		return this.exchange.getTimeout();
	}

}
