package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.address.ClientAddress;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.cors.CorsLookup;
import dev.ratelimit.internal.expression.UnreadableCallException;
import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.RateLimitHeaders;
import dev.ratelimit.internal.http.Refusals;
import dev.ratelimit.internal.http.RequestCharges;
import dev.ratelimit.internal.http.RuleMatch;
import dev.ratelimit.internal.http.RulePath;
import dev.ratelimit.internal.http.WebRules;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.servlet.FilterRegistration;

/**
 * Applies rules to requests, each request once whatever its dispatches. With Spring
 * Security there are two of these, one on each side of its filter chain; they share what
 * they decide about a request. Must be registered with support for asynchronous requests
 * and for {@link #dispatches()}, as it is where it is a bean. Safe for use by many
 * threads.
 */
@FilterRegistration(dispatcherTypes = { DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.FORWARD,
		DispatcherType.INCLUDE })
public final class RateLimitFilter implements Filter {

	private final WebRules rules;

	private final ClientAddress address;

	private final RateLimitHeaders<HttpServletResponse> headers;

	private final RefusalHandler refusals;

	private final CorsLookup cors;

	private final ParsedPaths paths = new ParsedPaths();

	/**
	 * A filter for some rules.
	 * @param rules the rules that decide here, see {@link WebRules#at}
	 * @param address says who the client is
	 * @param headers the headers to write
	 * @param refusals answers refused requests
	 * @param cors tells preflights that need not be counted
	 */
	public RateLimitFilter(WebRules rules, ClientAddress address, HeaderStyle headers, RefusalHandler refusals,
			CorsLookup cors) {
		this.rules = rules;
		this.address = address;
		this.headers = new RateLimitHeaders<>(headers, LimitedResponse::write);
		this.refusals = refusals;
		this.cors = cors;
	}

	/**
	 * What a filter must see: requests, whether what is dispatched later fails, and what
	 * a filter ahead of it dispatches elsewhere, which comes by here for the first time
	 * then.
	 * @return the types, all but errors
	 */
	public static EnumSet<DispatcherType> dispatches() {
		return EnumSet.complementOf(EnumSet.of(DispatcherType.ERROR));
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (!(request instanceof HttpServletRequest httpRequest)
				|| !(response instanceof HttpServletResponse httpResponse)) {
			chain.doFilter(request, response);
			return;
		}
		DispatcherType type = request.getDispatcherType();
		if (type == DispatcherType.REQUEST || !isOver(request)) {
			limit(httpRequest, httpResponse, chain);
		}
		else if (type == DispatcherType.ASYNC) {
			resume(httpRequest, httpResponse, chain);
		}
		else {
			chain.doFilter(request, response);
		}
	}

	/** Whether rules have decided here, or need not, as an error is being answered. */
	private boolean isOver(ServletRequest request) {
		RequestCharges charges = Exchange.find(request);
		return (charges != null && charges.hasEntered(this))
				|| request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) != null
				|| request.getDispatcherType() == DispatcherType.ERROR;
	}

	private void resume(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		try {
			chain.doFilter(request, response);
		}
		catch (IOException | ServletException | RuntimeException | Error ex) {
			if (!answered(ex, request, response)) {
				RequestCharges charges = Exchange.find(request);
				if (charges != null && charges.awaitsOutcome()) {
					// Jetty tells no listener once the response has begun
					Completion.await(charges, request, response, ex);
				}
				throw ex;
			}
		}
	}

	private void limit(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		RequestCharges known = Exchange.find(request);
		RequestCharges charges = (known != null) ? known : Exchange.begin(request);
		if (charges.enter(this) && !admit(charges, request, response)) {
			return;
		}
		HttpServletResponse served = (charges.size() > 0) ? new LimitedResponse(response) : response;
		HttpServletRequest watched = request;
		if (charges.awaitsOutcome()) {
			// Without its body the handler can go on, and holds its permits; not without
			// the client
			served = new WatchedResponse(served, () -> leave(charges));
			watched = new WatchedRequest(request, served, charges::markLeft, () -> Completion.over(charges, response));
		}
		if (known == null) {
			proceed(charges, watched, served, chain);
		}
		else {
			chain.doFilter(watched, served);
		}
	}

	private static void leave(RequestCharges charges) {
		charges.markLeft();
		charges.release();
	}

	/** Whether all rules let the request through; if not, it is answered. */
	private boolean admit(RequestCharges charges, HttpServletRequest request, HttpServletResponse response)
			throws IOException, ServletException {
		if (this.rules.isEmpty() || this.cors.answersPreflight(request, response)) {
			return true;
		}
		try {
			boolean admitted = charge(charges, request);
			this.headers.write(charges, response);
			LimitDecision refusal = charges.refusal();
			if (!admitted && refusal != null) {
				this.refusals.refuse(request, response, new RateLimitExceededException(refusal));
			}
			return admitted;
		}
		catch (UnreadableCallException ex) {
			unreadable(request, response);
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
			return false;
		}
	}

	private boolean charge(RequestCharges charges, HttpServletRequest request) throws InterruptedException {
		RulePath path = this.paths.of(request);
		List<RuleMatch> matches = this.rules.matches(path);
		return matches.isEmpty() || this.rules.charge(charges, matches,
				new ServletCall(request, path.canonical(), this.address, Map.of()));
	}

	static void unreadable(HttpServletRequest request, HttpServletResponse response) throws IOException {
		response.resetBuffer();
		ProblemResponse.write(Refusals.unreadable(request.getRequestURI()), response);
	}

	private void proceed(RequestCharges charges, HttpServletRequest request, HttpServletResponse response,
			FilterChain chain) throws IOException, ServletException {
		@Nullable Throwable failure = null;
		try {
			chain.doFilter(request, response);
		}
		catch (IOException | ServletException | RuntimeException | Error ex) {
			if (!answered(ex, request, response)) {
				failure = ex;
				throw ex;
			}
		}
		finally {
			if (charges.awaitsOutcome()) {
				Completion.await(charges, request, response, failure);
			}
		}
	}

	/** Answers for methods that refuse where MVC does not see it. */
	private boolean answered(Throwable thrown, HttpServletRequest request, HttpServletResponse response)
			throws IOException, ServletException {
		RateLimitExceededException refusal = Refusals.causeOf(thrown);
		if (response.isCommitted() || (refusal == null && !Refusals.isUnreadable(thrown))) {
			return false;
		}
		if (refusal != null) {
			this.refusals.refuse(request, response, refusal);
		}
		else {
			unreadable(request, response);
		}
		return true;
	}

}
