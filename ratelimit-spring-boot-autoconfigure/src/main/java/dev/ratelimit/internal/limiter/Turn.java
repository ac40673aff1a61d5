package dev.ratelimit.internal.limiter;

import dev.ratelimit.internal.algorithm.LimitDecision;

/**
 * A place in the queue: a decision that takes effect once its time has come.
 *
 * @param decision the decision; refused if the wait would be too long
 * @param waitNanos how long until it takes effect
 */
public record Turn(LimitDecision decision, long waitNanos) {

}
