package dev.ratelimit.internal.advice;

import java.util.List;

/**
 * What a limit would have had to be.
 *
 * @param since since when it has been learned, in nanoseconds since the epoch
 * @param calls how many there were
 * @param keys how many called; an estimate if more than the sample holds
 * @param sampledKeys how many of them were tried for the shares of keys
 * @param rates the least rates that would have refused no more than some shares
 * @param capacities the least capacities of a token bucket, at the rate that it has
 */
public record Advice(long since, long calls, long keys, int sampledKeys, List<Advised> rates,
		List<Advised> capacities) {

}
