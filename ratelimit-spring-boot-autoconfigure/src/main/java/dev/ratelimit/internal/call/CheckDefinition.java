package dev.ratelimit.internal.call;

import java.util.List;

/**
 * A check as written: expressions and times as text, empty where nothing is written.
 *
 * @param limits the names of the limits
 * @param key the expression of the key
 * @param permits how many; empty for one
 * @param condition when the limits apply
 * @param maxWait how long a caller waits at most
 * @param refundWhen when the outcome gives the permits back
 * @param plan on which plan
 * @param settle what the outcome says that the call has cost
 */
public record CheckDefinition(List<String> limits, String key, String permits, String condition, String maxWait,
		String refundWhen, String plan, String settle) {

}
