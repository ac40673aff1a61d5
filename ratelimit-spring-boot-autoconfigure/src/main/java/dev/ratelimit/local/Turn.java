package dev.ratelimit.local;

import dev.ratelimit.Decision;

/**
 * A place in the queue: a decision that takes effect once its time has come.
 *
 * @param decision the decision; refused if the wait would be too long
 * @param waitNanos how long until it takes effect
 */
record Turn(Decision decision, long waitNanos) {

}
