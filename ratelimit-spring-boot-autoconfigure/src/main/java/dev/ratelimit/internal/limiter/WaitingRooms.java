package dev.ratelimit.internal.limiter;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The places to wait under all limits of a limiter: one in each, or none.
 */
public final class WaitingRooms {

	private final WaitingRoom[] rooms;

	/** One for each limit of calls in flight, whose permits other calls give back. */
	private final Line[] lines;

	/**
	 * The places under some limits.
	 * @param rooms one per limit
	 */
	public WaitingRooms(List<WaitingRoom> rooms) {
		this.rooms = rooms.toArray(WaitingRoom[]::new);
		this.lines = rooms.stream().map(WaitingRoom::line).filter(Objects::nonNull).toArray(Line[]::new);
	}

	/** Whether a caller waits for permits of a key that others give back. */
	boolean isOccupied(String key) {
		for (Line line : this.lines) {
			if (line.isOccupied(key)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Whether callers wait that this call must not overtake: a cost beyond the quota is
	 * refused in any case, and a cost of 0 takes nothing from them.
	 */
	boolean othersAhead(String key, long permits, LimiterCore core, long now) {
		return isOccupied(key) && permits > 0 && permits <= core.quota(key, now);
	}

	/** Joins the end of all lines; null if no limit has one. */
	@Nullable Turn join(String key) {
		return (this.lines.length == 0) ? null : new Turn(key, this.lines);
	}

	/** Wakes the callers that are next for a key, as permits may have come back. */
	void wake(String key) {
		for (Line line : this.lines) {
			line.wake(key);
		}
	}

	boolean enter(@Nullable String sharer) {
		for (int i = 0; i < this.rooms.length; i++) {
			if (!this.rooms[i].enter(sharer)) {
				leave(i, sharer);
				return false;
			}
		}
		return true;
	}

	void leave(@Nullable String sharer) {
		leave(this.rooms.length, sharer);
	}

	private void leave(int rooms, @Nullable String sharer) {
		for (int i = 0; i < rooms; i++) {
			this.rooms[i].leave(sharer);
		}
	}

}
