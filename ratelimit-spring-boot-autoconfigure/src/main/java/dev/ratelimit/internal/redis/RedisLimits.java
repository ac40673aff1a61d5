package dev.ratelimit.internal.redis;

import java.util.List;

import dev.ratelimit.Mode;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.WaitingRooms;

/**
 * The limits of one limiter, in order.
 */
final class RedisLimits {

	private final List<RedisLimit> limits;

	private final RedisKeys keys;

	RedisLimits(List<RedisLimit> limits, RedisKeys keys) {
		this.limits = limits;
		this.keys = keys;
	}

	/** What a key is on, checked against a cost. */
	Terms[] terms(String key, long permits) {
		Terms[] terms = new Terms[this.limits.size()];
		for (int i = 0; i < terms.length; i++) {
			terms[i] = this.limits.get(i).terms(key);
			if (permits < 0 || vetoes(terms[i])) {
				terms[i].checkPermits(permits);
			}
		}
		return terms;
	}

	/** Among several an observing limit leaves a cost beyond its quota to the others. */
	private boolean vetoes(Terms terms) {
		return this.limits.size() == 1 || terms.limit.mode() == Mode.ENFORCE;
	}

	/** The least quota of those that could refuse. */
	long quota(String key) {
		return this.limits.stream()
			.map((limit) -> limit.terms(key))
			.filter(this::vetoes)
			.mapToLong((terms) -> terms.limit.quota())
			.min()
			.orElse(Long.MAX_VALUE);
	}

	/** What Redis knows the key by, under each limit. */
	byte[][] names(String key) {
		byte[][] names = new byte[this.limits.size()][];
		for (int i = 0; i < names.length; i++) {
			names[i] = this.keys.name(key, this.limits.get(i).name());
		}
		return names;
	}

	void checkParts(List<LimitDecision> parts) {
		boolean ours = parts.size() == this.limits.size();
		for (int i = 0; ours && i < parts.size(); i++) {
			ours = parts.get(i).limit().equals(this.limits.get(i).name());
		}
		if (!ours) {
			throw new IllegalArgumentException(
					"Cannot refund a decision of %s to %s".formatted(parts.stream().map(LimitDecision::limit).toList(),
							this.limits.stream().map(RedisLimit::name).toList()));
		}
	}

	/** Where callers wait under these limits. */
	WaitingRooms waitingRooms() {
		return new WaitingRooms(this.limits.stream().map(RedisLimit::waitingRoom).toList());
	}

}
