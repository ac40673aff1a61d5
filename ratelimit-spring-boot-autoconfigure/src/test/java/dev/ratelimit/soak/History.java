package dev.ratelimit.soak;

import java.util.Arrays;
import java.util.List;

/**
 * What was answered under one key. When a call was decided nobody outside knows: only
 * that it was not before it was sent and not after its answer had come. So whatever the
 * delays, of the admitted calls some surely lie within a span, and others possibly.
 */
final class History {

	/**
	 * In order, of the admitted calls; the n-th of the one need not be that of the other.
	 */
	private final long[] sent;

	private final long[] received;

	private final List<Call> admitted;

	private final List<Call> refused;

	History(List<Call> admitted, List<Call> refused) {
		this.admitted = List.copyOf(admitted);
		this.refused = List.copyOf(refused);
		this.sent = admitted.stream().mapToLong(Call::sent).sorted().toArray();
		this.received = admitted.stream().mapToLong(Call::received).sorted().toArray();
	}

	List<Call> admitted() {
		return this.admitted;
	}

	List<Call> refused() {
		return this.refused;
	}

	/** When the n-th of the admitted calls, in that order, was sent. */
	long sent(int n) {
		return this.sent[n];
	}

	/** When the n-th of their answers had come. */
	long received(int n) {
		return this.received[n];
	}

	/** Admitted calls that were sent at this time or before. */
	int sentUntil(long time) {
		return notAfter(this.sent, time);
	}

	/** Admitted calls whose answer had come at this time or before. */
	int receivedUntil(long time) {
		return notAfter(this.received, time);
	}

	/** How many were decided within a span, both ends included, at least. */
	int surely(long from, long to) {
		return Math.max(receivedUntil(to) - sentUntil(from - 1), 0);
	}

	/** How many were decided within a span, both ends included, at most. */
	int possibly(long from, long to) {
		return sentUntil(to) - receivedUntil(from - 1);
	}

	private static int notAfter(long[] times, long time) {
		int place = Arrays.binarySearch(times, time);
		if (place < 0) {
			return -place - 1;
		}
		while (place < times.length && times[place] == time) {
			place++;
		}
		return place;
	}

	/**
	 * A call.
	 *
	 * @param sent when it was sent, by the server's clock or before
	 * @param received when its answer had come, by the server's clock or after
	 */
	record Call(long sent, long received) {

	}

}
