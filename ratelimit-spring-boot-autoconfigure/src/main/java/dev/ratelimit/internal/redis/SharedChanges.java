package dev.ratelimit.internal.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Changes of limits at run time that all nodes share, by limit. Redis keeps them only for
 * as long as some node renews them; a node that has lost Redis, or found it empty, brings
 * back what it knows. Of two changes of one limit the last to arrive counts. For one
 * thread at a time.
 */
public final class SharedChanges {

	private static final String TTL_MILLIS = String.valueOf(Duration.ofSeconds(10).toMillis());

	/** No limit has such a name. */
	private static final String TAKEN_BACK = "~";

	private static final Script SCRIPT = Script.named("changes");

	private final byte[][] key;

	private final RedisTrips trips;

	/** What Redis last answered: versions and values by field. */
	private Map<String, String> known = Map.of();

	/** What it has not been told yet, oldest first. */
	private final List<Map.Entry<String, String>> news = new ArrayList<>();

	SharedChanges(byte[] key, RedisTrips trips) {
		this.key = new byte[][] { key };
		this.trips = trips;
	}

	/**
	 * Changes a limit, from the next {@link #exchange} on for all nodes.
	 * @param limit the limit's name
	 * @param change what to change, in whatever form
	 */
	public void put(String limit, String change) {
		this.news.add(Map.entry(limit, change));
	}

	/** Takes all changes back, from the next {@link #exchange} on for all nodes. */
	public void takeBack() {
		this.news.clear();
		this.news.add(Map.entry(TAKEN_BACK, ""));
	}

	/**
	 * Tells Redis what is new here and learns what is new elsewhere, in one trip of at
	 * most the time-out; in none while Redis is known to be down. Whether it succeeds
	 * makes no difference to who decides.
	 * @return all changes by limit; null if Redis did not answer
	 */
	public @Nullable Map<String, String> exchange() {
		List<String> arguments = new ArrayList<>(List.of(TTL_MILLIS));
		this.known.forEach((field, stored) -> {
			int end = stored.indexOf(' ');
			arguments.addAll(List.of(field, stored.substring(0, end), stored.substring(end + 1)));
		});
		this.news.forEach((change) -> arguments.addAll(List.of(change.getKey(), "", change.getValue())));
		byte[] reply = this.trips.aside(SCRIPT, this.key,
				arguments.stream().map((argument) -> argument.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new));
		if (reply == null) {
			return null;
		}
		Map<String, String> all = new HashMap<>();
		String[] lines = new String(reply, StandardCharsets.UTF_8).split("\n");
		for (int i = 0; i + 1 < lines.length; i += 2) {
			all.put(lines[i], lines[i + 1]);
		}
		this.known = all;
		this.news.clear();
		Map<String, String> changes = new TreeMap<>();
		all.forEach((field, stored) -> {
			if (!field.equals(TAKEN_BACK)) {
				changes.put(field, stored.substring(stored.indexOf(' ') + 1));
			}
		});
		return changes;
	}

}
