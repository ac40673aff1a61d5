package dev.ratelimit.internal.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.ratelimit.internal.http.RulePath.Reading;
import dev.ratelimit.internal.http.RulePath.Target;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.http.server.PathContainer.PathSegment;
import org.springframework.util.StringUtils;
import org.springframework.web.util.UriUtils;

/**
 * Collects the ways in which a request's path can be read, each once.
 */
public final class PathReadings {

	private final Target target;

	private final String prefix;

	/** By what tells them apart, in order. */
	private final Map<List<String>, Reading> readings = new LinkedHashMap<>();

	/**
	 * No reading yet.
	 * @param target what is read
	 * @param prefix the path of a servlet that the path led to by this prefix; empty if
	 * there is none
	 */
	public PathReadings(Target target, String prefix) {
		this.target = target;
		this.prefix = prefix;
	}

	/**
	 * Adds a reading.
	 * @param within the path as Spring would match it
	 * @param outer the same with the prefix of its servlet; null if there is none
	 */
	public void add(PathContainer within, @Nullable PathContainer outer) {
		List<String> shape = new ArrayList<>();
		for (PathContainer.Element element : within.elements()) {
			shape.add((element instanceof PathSegment segment) ? "=" + segment.valueToMatch() : "/");
		}
		Reading reading = this.readings.remove(shape);
		// What is read twice is as canonical as the second reading
		this.readings.put(shape, (reading != null) ? reading : new Reading(within, outer));
	}

	/**
	 * Adds a reading.
	 * @param path a decoded path from the context on
	 */
	public void addDecoded(String path) {
		boolean prefixed = !this.prefix.isEmpty() && (path + "/").startsWith(this.prefix + "/");
		PathContainer whole = literally(path);
		add(prefixed ? literally(path.substring(this.prefix.length())) : whole, prefixed ? whole : null);
	}

	/**
	 * Adds readings of whoever decodes the path before it is split, with all that can be
	 * left out left out: Spring's static files, matchers of ant patterns (which keep dot
	 * segments), filters that take a trailing slash off.
	 * @param context the context path
	 */
	public void addFolded(String context) {
		try {
			String decoded = StringUtils.uriDecode(withoutParameters(this.target.uri()), StandardCharsets.UTF_8)
				.replace('\\', '/');
			addDecoded(withoutContext(folded(decoded, false), context));
			addDecoded(withoutContext(folded(decoded, true), context));
		}
		catch (IllegalArgumentException ex) {
			// Nobody can decode it
		}
	}

	/**
	 * All readings.
	 * @return the path
	 */
	public RulePath path() {
		if (this.readings.isEmpty()) {
			addDecoded(this.target.uri());
		}
		return new RulePath(this.target, List.copyOf(this.readings.values()));
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

	/** Without what would be read as the parameters of a segment. */
	private static PathContainer literally(String path) {
		return PathContainer.parsePath(UriUtils.encodePath(path, StandardCharsets.UTF_8).replace(";", "%3B"));
	}

}
