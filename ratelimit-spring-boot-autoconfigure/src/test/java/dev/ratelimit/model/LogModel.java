package dev.ratelimit.model;

import java.util.ArrayList;
import java.util.List;

import dev.ratelimit.Limit;

/** Every call with its time. */
final class LogModel extends ReferenceModel {

	private final List<Entry> entries = new ArrayList<>();

	private long charges;

	LogModel(Limit limit) {
		super(limit);
	}

	@Override
	boolean admits(long time, long cost) {
		return spentIn(time) + cost <= this.permits;
	}

	@Override
	boolean counts(long time) {
		return spentIn(time) > 0;
	}

	/** Spent in (time - period, time]. */
	private long spentIn(long time) {
		long sum = 0;
		for (Entry entry : this.entries) {
			if (entry.time > time - this.period) {
				sum += entry.cost;
			}
		}
		return sum;
	}

	@Override
	long counting(long now) {
		return spentIn(now);
	}

	@Override
	long spend(long now, long cost) {
		this.entries.removeIf((entry) -> entry.time <= now - this.period);
		this.entries.add(new Entry(++this.charges, now, cost));
		return this.charges;
	}

	@Override
	void carry(ReferenceModel from, long now) {
		LogModel log = (LogModel) from;
		this.entries.addAll(log.entries);
		this.charges = log.charges;
	}

	@Override
	void giveBack(long now, long charge, long cost) {
		this.entries
			.replaceAll((entry) -> (entry.charge == charge) ? new Entry(charge, entry.time, entry.cost - cost) : entry);
		this.entries.removeIf((entry) -> entry.cost == 0);
	}

	private record Entry(long charge, long time, long cost) {

	}

}
