package dev.ratelimit.internal.limiter;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The places to wait under all limits of a limiter: one in each, or none.
 */
public final class WaitingRooms {

	private final WaitingRoom[] rooms;

	/**
	 * The places under some limits.
	 * @param rooms one per limit
	 */
	public WaitingRooms(List<WaitingRoom> rooms) {
		this.rooms = rooms.toArray(WaitingRoom[]::new);
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
