package dev.ratelimit.sample.playground;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;
import org.springframework.web.util.WebUtils;

/**
 * Writes down what the server answers to the playground's calls, outside everything else.
 */
final class LimiterListener extends OncePerRequestFilter implements Ordered {

	private static final String CALLS = "/playground/calls/";

	private static final Pattern REMAINING = Pattern.compile(";r=(\\d+)");

	private static final Pattern WAITED = Pattern.compile("\"waitedMillis\":(\\d+)");

	private static final Pattern OUTCOME = Pattern
		.compile("\"algorithm\":\"([^\"]+)\",\"admitted\":(\\w+),\"remaining\":(\\d+),\"waitedMillis\":(\\d+)");

	private final List<Answer> answers = new CopyOnWriteArrayList<>();

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	List<Answer> answersOf(String algorithm) {
		return this.answers.stream().filter((answer) -> answer.algorithm().equals(algorithm)).toList();
	}

	void forget() {
		this.answers.clear();
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !request.getRequestURI().startsWith(CALLS);
	}

	@Override
	protected boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		ContentCachingResponseWrapper before = WebUtils.getNativeResponse(response,
				ContentCachingResponseWrapper.class);
		ContentCachingResponseWrapper cached = (before != null) ? before : new ContentCachingResponseWrapper(response);
		chain.doFilter(request, (before != null) ? response : cached);
		if (isAsyncStarted(request)) {
			return;
		}
		String body = new String(cached.getContentAsByteArray(), StandardCharsets.UTF_8);
		List<Answer> outcomes = OUTCOME.matcher(body).results().map(LimiterListener::outcome).toList();
		this.answers.addAll(!outcomes.isEmpty() ? outcomes
				: List.of(new Answer(request.getRequestURI().substring(CALLS.length()), cached.getStatus(),
						number(REMAINING, String.valueOf(cached.getHeader("RateLimit"))), number(WAITED, body))));
		cached.copyBodyToResponse();
	}

	private static Answer outcome(MatchResult found) {
		return new Answer(found.group(1), found.group(2).equals("true") ? 200 : 429, Long.parseLong(found.group(3)),
				Long.parseLong(found.group(4)));
	}

	private static long number(Pattern pattern, String text) {
		Matcher matcher = pattern.matcher(text);
		return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
	}

	record Answer(String algorithm, long status, long remaining, long waitedMillis) {

	}

}
