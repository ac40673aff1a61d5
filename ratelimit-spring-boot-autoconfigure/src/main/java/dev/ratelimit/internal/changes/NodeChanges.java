package dev.ratelimit.internal.changes;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import dev.ratelimit.internal.remote.SharedChanges;
import org.jspecify.annotations.Nullable;

/**
 * Changes on all nodes, as this one knows them: by field, which names what is changed and
 * on what configuration. Nothing is shared before {@link #share}. For one thread at a
 * time.
 */
final class NodeChanges {

	private @Nullable SharedChanges shared;

	private Map<String, String> last = Map.of();

	private final Set<String> ignored = new HashSet<>();

	void share(SharedChanges shared) {
		this.shared = shared;
	}

	/** Tells other nodes of a change, from the next {@link #news} on. */
	void tell(String field, LimitChange change) {
		if (this.shared != null) {
			this.shared.put(field, change.text());
		}
	}

	/**
	 * Exchanges changes with other nodes.
	 * @param holds whether this node holds on to a change, by its field
	 * @return all changes by field; null if nothing is new
	 */
	@Nullable Map<String, String> news(Predicate<String> holds) {
		Map<String, String> all = (this.shared != null) ? this.shared.exchange(holds) : null;
		if (all == null || all.equals(this.last)) {
			return null;
		}
		this.last = all;
		return all;
	}

	/**
	 * Ignores a change.
	 * @return whether it is ignored for the first time
	 */
	boolean ignores(String field, String change) {
		return this.ignored.add(field + change);
	}

}
