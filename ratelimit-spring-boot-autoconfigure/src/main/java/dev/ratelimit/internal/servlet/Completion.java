package dev.ratelimit.internal.servlet;

import java.util.List;

import dev.ratelimit.internal.expression.CallRoot;
import dev.ratelimit.internal.http.ClientGone;
import dev.ratelimit.internal.http.RequestCharges;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Completes the charges of a request, on whichever thread that comes.
 */
final class Completion implements AsyncListener {

	/** Attributes that note a handled exception; by name, as MVC may be absent. */
	private static final List<String> HANDLED = List.of(RequestDispatcher.ERROR_EXCEPTION,
			"org.springframework.web.servlet.DispatcherServlet.EXCEPTION");

	private final RequestCharges charges;

	private final HttpServletResponse response;

	private boolean failed;

	private Completion(RequestCharges charges, HttpServletResponse response) {
		this.charges = charges;
		this.response = response;
	}

	/**
	 * Completes the charges of a request, once its asynchronous part has ended if there
	 * is one. A client that has left gets back only permits of calls in flight, as it
	 * could else let each call run and pay for none; what its call has cost beyond the
	 * charge is settled.
	 * @param failure what the filter chain has thrown, null if it returned
	 */
	static void await(RequestCharges charges, HttpServletRequest request, HttpServletResponse response,
			@Nullable Throwable failure) {
		if (failure == null && request.isAsyncStarted()) {
			request.getAsyncContext().addListener(new Completion(charges, response), request, response);
		}
		else if (charges.isLeft() || ClientGone.caused(failure) || isNotedGone(request)) {
			leave(charges, response);
		}
		else {
			complete(charges, response,
					(failure == null) ? response.getStatus() : HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
		}
	}

	/** The application has completed the asynchronous part, if only for itself. */
	static void over(RequestCharges charges, HttpServletResponse response) {
		if (charges.isLeft()) {
			leave(charges, response);
		}
	}

	/** Whether an exception that a client caused by leaving has been handled. */
	private static boolean isNotedGone(ServletRequest request) {
		try {
			return HANDLED.stream()
				.anyMatch((name) -> request.getAttribute(name) instanceof Throwable handled
						&& ClientGone.caused(handled));
		}
		catch (IllegalStateException ex) {
			// The container has taken the request back
			return false;
		}
	}

	private static void complete(RequestCharges charges, HttpServletResponse response, int status) {
		charges.complete((call) -> finished(call, response, status));
	}

	private static void leave(RequestCharges charges, HttpServletResponse response) {
		charges.leave((call) -> finished(call, response, ClientGone.STATUS));
	}

	private static @Nullable CallRoot finished(@Nullable CallRoot call, HttpServletResponse response, int status) {
		return (call instanceof ServletCall known) ? new FinishedServletCall(known, response, status) : call;
	}

	@Override
	public void onComplete(AsyncEvent event) {
		if (this.charges.isLeft() || isNotedGone(event.getSuppliedRequest())) {
			leave(this.charges, this.response);
		}
		else {
			int status = this.failed ? HttpServletResponse.SC_INTERNAL_SERVER_ERROR : this.response.getStatus();
			complete(this.charges, this.response, status);
		}
	}

	@Override
	public void onError(AsyncEvent event) {
		this.failed = true;
		if (ClientGone.ended(event.getThrowable())) {
			this.charges.markLeft();
			// Tomcat does not complete each exchange whose client has left
			leave(this.charges, this.response);
		}
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		// onComplete follows, with the status of the answer to the time-out
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		// Going asynchronous again forgets the listeners
		event.getAsyncContext().addListener(this, event.getSuppliedRequest(), event.getSuppliedResponse());
	}

}
