package dev.ratelimit.internal.redis;

import java.util.ArrayList;
import java.util.List;

/**
 * The scripts for limits of which some may block keys, and others not.
 *
 * @param script the script
 * @param together the script for calls that travel together
 * @param probing arguments with which it can be asked over and over
 * @param blocking for each limit whether it may block keys
 * @param blocks whether any may
 */
record Variant(Script script, Script together, byte[][] probing, boolean[] blocking, boolean blocks) {

	static Variant of(List<RedisLimit> limits) {
		boolean[] blocking = new boolean[limits.size()];
		boolean any = false;
		List<String> algorithms = new ArrayList<>();
		byte[][] probing = new byte[blocking.length][];
		for (int i = 0; i < blocking.length; i++) {
			RedisLimit limit = limits.get(i);
			blocking[i] = limit.blocks();
			any |= blocking[i];
			algorithms.add(blocking[i] ? limit.algorithm() + Script.BLOCKING : limit.algorithm());
			probing[i] = blocking[i] ? limit.probing().blockingCall(1, 0, 0) : limit.probing().call(1);
		}
		return new Variant(Script.of(algorithms), Script.together(algorithms), probing, blocking, any);
	}

	boolean isOf(List<RedisLimit> limits) {
		for (int i = 0; i < this.blocking.length; i++) {
			if (this.blocking[i] != limits.get(i).blocks()) {
				return false;
			}
		}
		return true;
	}

}
