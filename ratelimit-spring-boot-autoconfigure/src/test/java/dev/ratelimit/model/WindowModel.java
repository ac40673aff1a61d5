package dev.ratelimit.model;

import java.util.HashMap;
import java.util.Map;

import dev.ratelimit.Limit;

/** What was spent in each window, windows being numbered from the epoch. */
abstract class WindowModel extends ReferenceModel {

	private final Map<Long, Long> spent = new HashMap<>();

	WindowModel(Limit limit) {
		super(limit);
	}

	long window(long time) {
		return time / this.period;
	}

	final long spentIn(long window) {
		return this.spent.getOrDefault(window, 0L);
	}

	@Override
	final long spend(long now, long cost) {
		this.spent.keySet().removeIf((window) -> window < window(now) - 1);
		this.spent.merge(window(now), cost, Long::sum);
		return charge(window(now));
	}

	/** What identifies a window, also where windows of another length follow. */
	long charge(long window) {
		return window;
	}

	@Override
	final void carry(ReferenceModel from, long now) {
		WindowModel windows = (WindowModel) from;
		for (long ago = 0; ago < 2; ago++) {
			long count = windows.spentIn(windows.window(now) - ago);
			this.spent.merge(window(now) - ago, count, Long::sum);
		}
	}

	@Override
	final void giveBack(long now, long charge, long cost) {
		this.spent.replaceAll((window, count) -> (charge(window) != charge || count < cost) ? count : count - cost);
	}

}
