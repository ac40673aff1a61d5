package dev.ratelimit.model;

import java.util.ArrayList;
import java.util.List;

import dev.ratelimit.Limit;

/**
 * The blocks of one key under one limit, straight from the definition: all that it ever
 * had.
 */
final class BlockModel {

	private final List<Block> blocks = new ArrayList<>();

	/** How long the key is blocked yet; 0 if it is not. */
	long rest(long now) {
		return this.blocks.isEmpty() ? 0 : Math.max(last().end - now, 0);
	}

	/** A refusal of a key that is not blocked, by a limit that blocks. */
	void begin(Limit limit, long now) {
		int place = 0;
		if (!this.blocks.isEmpty() && now - last().end <= last().longest) {
			place = Math.min(last().place + 1, limit.block().size() - 1);
		}
		long longest = limit.block().stream().mapToLong((each) -> each.toNanos()).max().orElseThrow();
		this.blocks.add(new Block(now + limit.block().get(place).toNanos(), longest, place));
	}

	private Block last() {
		return this.blocks.get(this.blocks.size() - 1);
	}

	/**
	 * One of them.
	 *
	 * @param end when it ends
	 * @param longest the longest that the limit had when it began
	 * @param place its place in the limit's list, from 0
	 */
	private record Block(long end, long longest, int place) {

	}

}
