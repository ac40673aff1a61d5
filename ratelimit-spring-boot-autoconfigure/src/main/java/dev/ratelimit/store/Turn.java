package dev.ratelimit.store;

import dev.ratelimit.Decision;

/**
 * A place in the queue: a decision that takes effect once its time has come.
 *
 * @param decision the decision; refused if the wait would be too long
 * @param waitNanos how long until it takes effect
 */
public record Turn(Decision decision, long waitNanos) {

}
