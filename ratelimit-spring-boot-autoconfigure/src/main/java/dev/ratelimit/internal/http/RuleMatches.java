package dev.ratelimit.internal.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;

/**
 * Finds the rules that match a path, and remembers them for some of the last paths, since
 * most requests are for few of them. Safe for use by many threads.
 */
final class RuleMatches {

	/** A power of two. */
	private static final int SLOTS = 256;

	private final AtomicReferenceArray<@Nullable Known> slots = new AtomicReferenceArray<>(SLOTS);

	private final List<WebRule> rules;

	private final RuleIndex index;

	RuleMatches(List<WebRule> rules, boolean caseSensitive) {
		this.rules = rules;
		this.index = new RuleIndex(rules, caseSensitive);
	}

	/** The rules that match, in order, whatever the HTTP method. */
	List<RuleMatch> of(RulePath path) {
		int slot = System.identityHashCode(path) & (SLOTS - 1);
		Known known = this.slots.get(slot);
		if (known != null && known.path() == path) {
			return known.matches();
		}
		List<RuleMatch> matches = new ArrayList<>();
		for (WebRule rule : candidates(path)) {
			PathContainer matched = rule.match(path);
			if (matched != null) {
				matches.add(new RuleMatch(rule, rule.variables(matched)));
			}
		}
		if (path.target().uri().length() <= KnownPaths.LONGEST) {
			this.slots.set(slot, new Known(path, List.copyOf(matches)));
		}
		return matches;
	}

	/** The rules that may match a path, in order; no other rule can. */
	List<WebRule> candidates(RulePath path) {
		PathContainer plain = path.plain();
		return (plain != null) ? this.index.candidates(plain) : this.rules;
	}

	private record Known(RulePath path, List<RuleMatch> matches) {

	}

}
