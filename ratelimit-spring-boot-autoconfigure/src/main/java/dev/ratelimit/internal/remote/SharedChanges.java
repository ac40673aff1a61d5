package dev.ratelimit.internal.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Changes of limits at run time that all nodes share, by limit. The store keeps them only
 * for as long as some node renews them; a node that has lost it, or found it empty,
 * brings back what it knows. Of two changes of one limit the last to arrive counts. For
 * one thread at a time.
 */
public final class SharedChanges {

	private static final String TTL_MILLIS = String.valueOf(Duration.ofSeconds(10).toMillis());

	private static final Log logger = LogFactory.getLog(SharedChanges.class);

	private final Trips trips;

	private final Function<List<String>, Trip<?, String>> exchange;

	/** What the store last answered: versions and values by field. */
	private Map<String, String> known = Map.of();

	/** What it has not been told yet, oldest first. */
	private final List<Map.Entry<String, String>> news = new ArrayList<>();

	/** The kind of failure that was logged, until the store does it again. */
	private @Nullable String refused;

	/**
	 * Changes that are shared.
	 * @param trips makes the trips
	 * @param exchange tells the store what is known here, as a time to keep it in
	 * milliseconds and then field, version and value of each; answers with fields and
	 * values, a line each
	 */
	public SharedChanges(Trips trips, Function<List<String>, Trip<?, String>> exchange) {
		this.trips = trips;
		this.exchange = exchange;
	}

	/**
	 * Changes something, from the next {@link #exchange} on for all nodes.
	 * @param what what is changed, such as a limit by its name; one line
	 * @param change the change, in whatever form; one line
	 */
	public void put(String what, String change) {
		this.news.add(Map.entry(what, change));
	}

	/**
	 * Tells the store what is new here and learns what is new elsewhere, in one trip of
	 * at most the time-out; in none while it is known to be down. Whether it succeeds
	 * makes no difference to who decides.
	 * @param holds whether this node holds on to a change, by what is changed; one that
	 * no node holds any more is forgotten
	 * @return all changes by what is changed; null if the store did not answer
	 */
	public @Nullable Map<String, String> exchange(Predicate<String> holds) {
		List<String> arguments = new ArrayList<>(List.of(TTL_MILLIS));
		this.known.forEach((field, stored) -> {
			if (holds.test(field)) {
				int end = stored.indexOf(' ');
				arguments.addAll(List.of(field, stored.substring(0, end), stored.substring(end + 1)));
			}
		});
		this.news.forEach((change) -> arguments.addAll(List.of(change.getKey(), "", change.getValue())));
		String reply = this.trips.aside(this.exchange.apply(arguments), this::failed);
		if (reply == null) {
			return null;
		}
		if (this.refused != null) {
			this.refused = null;
			logger.info("Changes of limits at run time are shared again");
		}
		Map<String, String> all = new HashMap<>();
		String[] lines = reply.split("\n");
		for (int i = 0; i + 1 < lines.length; i += 2) {
			all.put(lines[i], lines[i + 1]);
		}
		this.known = all;
		this.news.clear();
		Map<String, String> changes = new TreeMap<>();
		all.forEach((field, stored) -> changes.put(field, stored.substring(stored.indexOf(' ') + 1)));
		return changes;
	}

	private void failed(StoreFailure failure) {
		if (failure.isAnswer() && !failure.kind().equals(this.refused)) {
			this.refused = failure.kind();
			logger.warn("Changes of limits at run time are not shared with other nodes (%s). Until they are, each node "
				.formatted(failure.text()) + "keeps those that it has");
		}
	}

}
