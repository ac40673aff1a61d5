package dev.ratelimit.internal.local;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.StampedLock;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.InFlight;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.LimiterListener;
import dev.ratelimit.internal.limiter.WaitingRoom;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one limit, by key. Caffeine bounds them; it is told of no expiry, because
 * that would read a clock and record each access. Instead idle cells are swept: from time
 * to time, and when an {@link IdleSweep} is due.
 */
final class LimitCells {

	private final String name;

	private final KeyTermsCache terms;

	private final Cache<Object, Cell> cells;

	private volatile long maximumSize;

	private final TimeSource time;

	private final IdleSweep sweep;

	private final Executor sweeper;

	private final Runnable swept;

	private final Evictions evictions;

	private final WaitingRoom waitingRoom;

	/**
	 * Held for reading while a cell is put into the map, and taken for writing by a
	 * change, so that no cell on outdated terms is put there after the change has marked
	 * those it found.
	 */
	private final StampedLock publishing = new StampedLock();

	LimitCells(String name, KeyTermsCache terms, long maximumSize, TimeSource time, Executor sweeper, Runnable swept,
			@Nullable LimiterListener listener) {
		this.name = name;
		this.waitingRoom = new WaitingRoom(() -> terms.inForce().configured().maxWaiting(),
				InFlight.counts(terms.inForce().configured()));
		this.terms = terms;
		this.maximumSize = maximumSize;
		this.time = time;
		this.sweeper = sweeper;
		this.swept = swept;
		this.evictions = new Evictions(name, listener);
		this.cells = Caffeine.newBuilder()
			.maximumSize(maximumSize)
			.executor(Runnable::run)
			.evictionListener(this::evicted)
			.build();
		this.sweep = new IdleSweep(this.cells, time, () -> this.maximumSize);
	}

	String name() {
		return this.name;
	}

	/**
	 * Other terms are in force. Once this returns no call is decided by the old ones any
	 * more, save those that have looked up their cell already; what these spend is
	 * carried over like all before.
	 */
	void changed() {
		// Once this returns, no thread is still putting a cell on the old terms into the
		// map
		this.publishing.unlockWrite(this.publishing.writeLock());
		this.cells.asMap().values().forEach((cell) -> cell.terms.outdate());
	}

	/** What is in force now. */
	LimitTerms inForce() {
		return this.terms.inForce();
	}

	/** Another object after each change of any limit. */
	Object version() {
		return this.terms.version();
	}

	/**
	 * The key's cell, if it has one. Sought as it is first: what is found so is not too
	 * long, and its length need not be read.
	 */
	private @Nullable Cell seen(String key) {
		Cell cell = this.cells.getIfPresent(key);
		return (cell != null || !(DigestKey.heldFor(key) instanceof DigestKey digest)) ? cell
				: this.cells.getIfPresent(digest);
	}

	/** The key's cell, on the terms in force for calls on a plan, or on none. */
	Cell get(String key, @Nullable String plan, long now) {
		Cell cell = seen(key);
		return (cell != null && now < cell.terms.recheckAt && cell.terms.serves(plan)) ? cell
				: renewed(key, plan, cell, now, true);
	}

	/** The key's cell, or one like it that is not kept if the key was never seen. */
	Cell find(String key, @Nullable String plan, long now) {
		Cell cell = seen(key);
		if (cell == null || cell.retired()) {
			return Cell.fresh(this.terms.termsFor(key, plan, null, now), now);
		}
		return (now < cell.terms.recheckAt && cell.terms.serves(plan)) ? cell : renewed(key, plan, cell, now, false);
	}

	/**
	 * What a call on a plan would be answered; the cell stays on the plan that it is on.
	 */
	LimitDecision peek(String key, @Nullable String plan, long now) {
		while (true) {
			Cell cell = seen(key);
			KeyTerms other = otherPlan(key, plan, cell, now);
			LimitDecision decision = (cell != null && other != null) ? cell.peekOn(other, now, 1)
					: find(key, plan, now).peek(now, 1);
			if (decision != null) {
				return decision;
			}
		}
	}

	/** The terms of a key's calls on a plan; its cell stays on those that it is on. */
	KeyTerms terms(String key, @Nullable String plan, long now) {
		KeyTerms other = otherPlan(key, plan, seen(key), now);
		return (other != null) ? other : find(key, plan, now).terms;
	}

	/** The terms of calls on a plan; null if a cell is not on another one. */
	private @Nullable KeyTerms otherPlan(String key, @Nullable String plan, @Nullable Cell cell, long now) {
		if (cell == null || cell.retired() || cell.terms.serves(plan)) {
			return null;
		}
		KeyTerms terms = this.terms.termsFor(key, plan, cell.terms, now);
		return terms.isOtherPlanThan(cell.terms) ? terms : null;
	}

	/**
	 * The key's cell in place of one that was found, which is retired or on other terms;
	 * null if none was.
	 * @param call whether to leave a blocked key on its plan, as calls must
	 */
	Cell renewed(String key, @Nullable String plan, @Nullable Cell seen, long now, boolean call) {
		KeyTerms terms;
		Cell cell;
		do {
			LimitTerms inForce = this.terms.inForce();
			// Outside the locks: a resolver may take its time
			terms = this.terms.termsFor(key, plan, (seen != null) ? seen.terms : null, now);
			cell = published(key, terms, inForce, now, call);
		}
		while (cell == null);
		if (seen == null && this.sweep.isDueAfterAnother()) {
			this.sweeper.execute(this::sweepAndShare);
		}
		return terms.isOtherPlanThan(cell.terms) ? new BlockedCell(terms, cell) : cell;
	}

	/** Null if the limit was changed since the terms were chosen. */
	private @Nullable Cell published(String key, KeyTerms terms, LimitTerms inForce, long now, boolean call) {
		long stamp = this.publishing.readLock();
		try {
			return (this.terms.inForce() == inForce)
					? this.cells.asMap().compute(DigestKey.heldFor(key), (same, old) -> next(old, terms, now, call))
					: null;
		}
		finally {
			this.publishing.unlockRead(stamp);
		}
	}

	private static Cell next(@Nullable Cell old, KeyTerms terms, long now, boolean call) {
		if (old == null || !old.hold()) {
			return Cell.fresh(terms, now);
		}
		boolean stays = call && old.block().lasts(now) && terms.isOtherPlanThan(old.terms);
		if (stays || old.terms == terms
				|| (old.terms.formula == terms.formula && old.terms.servesAs(terms) && now < old.terms.recheckAt)) {
			old.release();
			return old;
		}
		Cell next = BlockCell.of(old.heldCarry(terms, now), old.block(), now);
		old.retire();
		return next;
	}

	void reset(String key) {
		this.cells.asMap().computeIfPresent(DigestKey.heldFor(key), (same, old) -> {
			if (old.hold()) {
				old.retire();
			}
			return null;
		});
	}

	private void sweepAndShare() {
		sweep();
		this.swept.run();
	}

	/** Changes how many keys may be held; the least used of those above it go. */
	void resize(long maximumSize) {
		if (maximumSize != this.maximumSize) {
			this.maximumSize = maximumSize;
			this.cells.policy().eviction().ifPresent((eviction) -> eviction.setMaximum(maximumSize));
		}
	}

	/** Forgets the keys of which nothing counts any more. */
	void sweep() {
		this.sweep.run();
	}

	private void evicted(@Nullable Object key, @Nullable Cell cell, RemovalCause cause) {
		if (cell == null || cell.retireIfIdle(this.time.nanos())) {
			return;
		}
		this.evictions.add(this.maximumSize);
	}

	long keys() {
		return this.cells.estimatedSize();
	}

	long evictions() {
		return this.evictions.count();
	}

	WaitingRoom waitingRoom() {
		return this.waitingRoom;
	}

}
