package dev.ratelimit.internal.servlet;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.ratelimit.internal.servlet.RulePath.Reading;
import dev.ratelimit.internal.servlet.RulePath.Target;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.http.server.PathContainer.PathSegment;
import org.springframework.http.server.RequestPath;
import org.springframework.util.StringUtils;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.UriUtils;

/**
 * Reads a request's path in every way in which somebody behind the filter may read it.
 */
final class PathReader {

	private final Target target;

	private final String prefix;

	/** By what tells them apart, in order. */
	private final Map<List<String>, Reading> readings = new LinkedHashMap<>();

	private PathReader(Target target, HttpServletRequest request) {
		this.target = target;
		String servlet = target.servlet();
		boolean prefixed = servlet != null && request.getHttpServletMapping().getMappingMatch() == MappingMatch.PATH;
		this.prefix = prefixed ? Objects.requireNonNull(servlet) : "";
	}

	static RulePath read(Target target, HttpServletRequest request) {
		PathReader reader = new PathReader(target, request);
		reader.asSent(request);
		reader.asMapped();
		reader.asDecoded(request);
		if (reader.readings.isEmpty()) {
			reader.add(target.uri());
		}
		return new RulePath(target, List.copyOf(reader.readings.values()));
	}

	/** As MVC does with path patterns. */
	private void asSent(HttpServletRequest request) {
		try {
			RequestPath parsed = ServletRequestPathUtils.parse(request);
			PathContainer within = parsed.pathWithinApplication();
			int left = parsed.value().length() - within.value().length();
			String context = this.target.context();
			add(within, (left > context.length()) ? PathContainer.parsePath(parsed.value().substring(context.length()))
					: null);
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			// Only as mapped: a path that begins with the context path once it is put
			// right, such as //app/a, or one with a parameter that cannot be decoded
		}
	}

	/** As the server does for servlets, static files and WebSocket handshakes. */
	private void asMapped() {
		String servlet = this.target.servlet();
		String mapped = (servlet != null) ? servlet + Objects.requireNonNullElse(this.target.info(), "") : "";
		if (!mapped.isEmpty()) {
			add(mapped);
		}
	}

	/**
	 * As whoever decodes the path before it is split, with all that can be left out left
	 * out: MVC's static files, matchers of ant patterns (which keep dot segments),
	 * filters that take a trailing slash off.
	 */
	private void asDecoded(HttpServletRequest request) {
		try {
			String decoded = StringUtils.uriDecode(withoutParameters(this.target.uri()), StandardCharsets.UTF_8)
				.replace('\\', '/');
			// What the request says of it can be as odd as its path
			String context = request.getServletContext().getContextPath();
			context = (context.isEmpty()) ? this.target.context() : context;
			add(withoutContext(folded(decoded, false), context));
			add(withoutContext(folded(decoded, true), context));
		}
		catch (IllegalArgumentException ex) {
			// Nobody can decode it
		}
	}

	private static String withoutContext(String path, String context) {
		return path.startsWith(context + "/") ? path.substring(context.length()) : path.equals(context) ? "/" : path;
	}

	private static String withoutParameters(String path) {
		return (path.indexOf(';') < 0) ? path : path.replaceAll(";[^/]*", "");
	}

	/** Without empty segments and trailing slash, and perhaps without dot segments. */
	private static String folded(String path, boolean dots) {
		Deque<String> segments = new ArrayDeque<>();
		for (String segment : path.split("/")) {
			if (dots && segment.equals("..")) {
				segments.pollLast();
			}
			else if (!segment.isEmpty() && !(dots && segment.equals("."))) {
				segments.addLast(segment);
			}
		}
		return "/" + String.join("/", segments);
	}

	/** Adds a decoded path from the context on. */
	private void add(String path) {
		boolean prefixed = !this.prefix.isEmpty() && (path + "/").startsWith(this.prefix + "/");
		PathContainer whole = literally(path);
		add(prefixed ? literally(path.substring(this.prefix.length())) : whole, prefixed ? whole : null);
	}

	private void add(PathContainer within, @Nullable PathContainer outer) {
		List<String> shape = new ArrayList<>();
		for (PathContainer.Element element : within.elements()) {
			shape.add((element instanceof PathSegment segment) ? "=" + segment.valueToMatch() : "/");
		}
		Reading reading = this.readings.remove(shape);
		// What is read twice is as canonical as the second reading
		this.readings.put(shape, (reading != null) ? reading : new Reading(within, outer));
	}

	/** Without what would be read as the parameters of a segment. */
	private static PathContainer literally(String path) {
		return PathContainer.parsePath(UriUtils.encodePath(path, StandardCharsets.UTF_8).replace(";", "%3B"));
	}

}
