package dev.ratelimit.internal.local;

import dev.ratelimit.internal.limiter.WaitingRoom;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

/**
 * The places of those who wait.
 */
@Param(name = "thread", gen = ThreadIdGen.class)
public final class Room {

	private final WaitingRoom room = new WaitingRoom(() -> 1, false);

	private final boolean[] inside = new boolean[10];

	@Operation(params = "thread")
	public boolean enter(int thread) {
		boolean entered = !this.inside[thread] && this.room.enter();
		this.inside[thread] |= entered;
		return entered;
	}

	@Operation(params = "thread")
	public void leave(int thread) {
		if (this.inside[thread]) {
			this.inside[thread] = false;
			this.room.leave();
		}
	}

}
