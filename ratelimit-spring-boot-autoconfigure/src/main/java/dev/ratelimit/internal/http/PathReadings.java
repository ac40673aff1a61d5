package dev.ratelimit.internal.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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

	/** Those of few servers, tried last: to the others the path is another one. */
	private final Map<List<String>, Reading> rare = new LinkedHashMap<>();

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
	 * Adds the reading of a path as it was sent, and that of a filter which takes a
	 * trailing slash off and leaves the rest.
	 * @param within the path as Spring would match it
	 * @param outer the same with the prefix of its servlet; null if there is none
	 */
	public void addSent(PathContainer within, @Nullable PathContainer outer) {
		add(new Reading(within, outer));
		PathContainer trimmed = trimmed(within);
		if (trimmed != within) {
			this.rare.put(shape(trimmed), new Reading(trimmed, (outer != null) ? trimmed(outer) : null));
		}
	}

	/** The same if there is nothing to take off. */
	private static PathContainer trimmed(PathContainer path) {
		int end = path.elements().size();
		while (end > 1 && path.elements().get(end - 1) instanceof PathContainer.Separator) {
			end--;
		}
		return (end < path.elements().size()) ? path.subPath(0, end) : path;
	}

	private void add(Reading reading) {
		List<String> shape = shape(reading.within());
		Reading known = this.readings.remove(shape);
		// What is read twice is as canonical as the second reading
		this.readings.put(shape, (known != null) ? known : reading);
	}

	private static List<String> shape(PathContainer path) {
		List<String> shape = new ArrayList<>();
		for (PathContainer.Element element : path.elements()) {
			shape.add((element instanceof PathSegment segment) ? "=" + segment.valueToMatch() : "/");
		}
		return shape;
	}

	/**
	 * Adds a reading.
	 * @param path a decoded path from the context on
	 */
	public void addDecoded(String path) {
		add(reading(path));
	}

	private Reading reading(String path) {
		boolean prefixed = !this.prefix.isEmpty() && (path + "/").startsWith(this.prefix + "/");
		PathContainer whole = literally(path);
		return new Reading(prefixed ? literally(path.substring(this.prefix.length())) : whole, prefixed ? whole : null);
	}

	/**
	 * Adds readings of whoever decodes the path before it is split, with all that can be
	 * left out left out: Spring's static files, matchers of ant patterns (which keep dot
	 * segments), filters that take a trailing slash off. What is still encoded then a
	 * lenient Jetty decodes once more.
	 * @param context the context path
	 */
	public void addFolded(String context) {
		String once = decoded(withoutParameters(this.target.uri()));
		if (once == null) {
			return;
		}
		folded(once, context).forEach(this::add);
		String twice = (once.indexOf('%') >= 0) ? decoded(once) : null;
		if (twice != null) {
			folded(twice, context).forEach((reading) -> this.rare.put(shape(reading.within()), reading));
		}
	}

	private Stream<Reading> folded(String decoded, String context) {
		return Stream.of(folded(decoded, false), folded(decoded, true))
			.map((path) -> reading(withoutContext(path, context)));
	}

	private static @Nullable String decoded(String path) {
		try {
			return StringUtils.uriDecode(path, StandardCharsets.UTF_8).replace('\\', '/');
		}
		catch (IllegalArgumentException ex) {
			// Cannot be decoded
			return null;
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
		List<Reading> all = new ArrayList<>(this.readings.values());
		PathContainer canonical = all.get(all.size() - 1).within();
		this.rare.keySet().removeAll(this.readings.keySet());
		all.addAll(this.rare.values());
		return new RulePath(this.target, List.copyOf(all), canonical);
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
