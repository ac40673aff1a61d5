package dev.ratelimit.internal.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Finds the few rules that a path can concern among many: a tree over the literal
 * segments with which patterns begin, each node holding, in order, the rules whose
 * literal beginning leads to it or to a node above.
 */
final class RuleIndex {

	private final Node root = new Node();

	/**
	 * Builds the tree.
	 * @param rules the rules, in order
	 * @param caseSensitive whether patterns are; if not, nothing is told apart here
	 */
	RuleIndex(List<WebRule> rules, boolean caseSensitive) {
		for (WebRule rule : rules) {
			for (PathPattern pattern : rule.paths()) {
				Node node = this.root;
				for (String segment : caseSensitive ? literals(pattern.getPatternString()) : List.<String>of()) {
					node = node.children.computeIfAbsent(segment, (name) -> new Node());
				}
				node.own.add(rule);
			}
		}
		this.root.inherit(List.of(), rules);
	}

	private static List<String> literals(String pattern) {
		List<String> literals = new ArrayList<>();
		String[] segments = pattern.split("/");
		for (int i = 1; i < segments.length && segments[i].matches("[^{}*?\\\\]+"); i++) {
			literals.add(segments[i]);
		}
		return literals;
	}

	/** The rules that may match a path, in order; no other rule can. */
	List<WebRule> candidates(PathContainer path) {
		List<PathContainer.Element> elements = path.elements();
		Node node = this.root;
		for (int i = 1; i < elements.size() && !node.children.isEmpty(); i += 2) {
			if (!(elements.get(i) instanceof PathContainer.PathSegment segment)) {
				break;
			}
			@Nullable Node child = node.children.get(segment.valueToMatch());
			if (child == null) {
				break;
			}
			node = child;
		}
		return node.rules;
	}

	private static final class Node {

		private final Map<String, Node> children = new HashMap<>();

		private final List<WebRule> own = new ArrayList<>();

		private List<WebRule> rules = List.of();

		private void inherit(List<WebRule> inherited, List<WebRule> order) {
			this.rules = order.stream().filter((rule) -> inherited.contains(rule) || this.own.contains(rule)).toList();
			this.children.values().forEach((child) -> child.inherit(this.rules, order));
		}

	}

}
