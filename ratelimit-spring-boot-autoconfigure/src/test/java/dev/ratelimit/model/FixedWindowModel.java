package dev.ratelimit.model;

import dev.ratelimit.Limit;

class FixedWindowModel extends WindowModel {

	FixedWindowModel(Limit limit) {
		super(limit);
	}

	/** Its end. */
	@Override
	long charge(long window) {
		return (window + 1) * this.period;
	}

	@Override
	boolean admits(long time, long cost) {
		return spentIn(window(time)) + cost <= this.permits;
	}

	@Override
	boolean counts(long time) {
		return spentIn(window(time)) > 0;
	}

	@Override
	long counted(long now) {
		return spentIn(window(now));
	}

}
