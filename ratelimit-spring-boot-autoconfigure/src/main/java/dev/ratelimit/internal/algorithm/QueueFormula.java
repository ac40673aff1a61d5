package dev.ratelimit.internal.algorithm;

/**
 * A formula under which callers can reserve their turn and wait for it in order of
 * arrival: that of a bucket.
 */
public sealed interface QueueFormula permits Gcra {

	/**
	 * Spends ahead of time, for a caller that waits {@link WordFormula#retryAfter} for
	 * it.
	 * @param word the word before
	 * @param now the time
	 * @param permits the cost
	 * @return the word after, or {@link WordFormula#REFUSED} if it would be centuries
	 * away
	 */
	long reserve(long word, long now, long permits);

	/**
	 * Takes back a charge while no later call has spent: otherwise a caller that waits
	 * behind it would leave together with the next one. A refund in between looks like a
	 * later call: the permits are then lost, not granted twice.
	 * @param word the word before
	 * @param permits what was spent
	 * @param charged what was charged, as the decision remembers it
	 * @return the word after, the same if a later call holds a slot
	 */
	long unreserve(long word, long permits, long charged);

	/**
	 * Gives back what was held while callers waited for turns that they had reserved.
	 * @param word the word before, when all of them have left
	 * @param now the time
	 * @param permits what is given back
	 * @param left what has left in one moment: so much a full bucket now lacks at least
	 * @return the word after
	 */
	long refundHeld(long word, long now, long permits, long left);

	/**
	 * The most that callers can have left with in one moment.
	 * @param largest the largest cost of any of them
	 * @param total the cost of all of them
	 * @return permits
	 */
	long leaveTogether(long largest, long total);

}
