package dev.ratelimit.internal.limiter;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Callers that wait until others give back permits of one limit: by key, in order of
 * arrival. No call overtakes them. Safe for use by many threads; locked only by callers
 * that wait, and by calls that give back permits while others wait.
 */
final class Line {

	private final Map<String, TreeSet<Turn>> turns = new HashMap<>();

	/** Number of keys with waiting callers; at 0, calls need not take the lock. */
	private volatile int keys;

	boolean isOccupied(String key) {
		return this.keys > 0 && first(key) != null;
	}

	private synchronized @Nullable Turn first(String key) {
		TreeSet<Turn> waiting = this.turns.get(key);
		return (waiting != null) ? waiting.first() : null;
	}

	boolean isFirst(Turn turn) {
		return first(turn.key()) == turn;
	}

	synchronized void join(Turn turn) {
		this.turns.computeIfAbsent(turn.key(), (key) -> new TreeSet<>()).add(turn);
		this.keys = this.turns.size();
	}

	/** Removes a turn; the next one may come now. */
	void leave(Turn turn) {
		synchronized (this) {
			TreeSet<Turn> waiting = this.turns.get(turn.key());
			if (waiting != null && waiting.remove(turn) && waiting.isEmpty()) {
				this.turns.remove(turn.key());
				this.keys = this.turns.size();
			}
		}
		wake(turn.key());
	}

	/** Lets the first caller of a key look again, as permits may have come back. */
	void wake(String key) {
		Turn first = (this.keys > 0) ? first(key) : null;
		if (first != null) {
			first.wake();
		}
	}

}
