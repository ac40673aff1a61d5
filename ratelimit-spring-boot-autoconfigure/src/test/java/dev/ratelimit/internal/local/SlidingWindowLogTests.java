package dev.ratelimit.internal.local;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import org.junit.jupiter.api.Test;

class SlidingWindowLogTests {

	@Test
	void countsWhatWasSpentAfterThePeriodBeforeNow() {
		Timetable.check(Limit.of("api", Algorithm.SLIDING_WINDOW_LOG, "10/10s"), """
				0       | 4 | yes | 6 | 0   | 10s
				3s      | 6 | yes | 0 | 0   | 10s
				3s      | 1 | no  | 0 | 7s  | 10s
				3s      | 5 | no  | 0 | 10s | 10s
				10s-1ns | 1 | no  | 0 | 1ns | 3s+1ns
				10s     | 5 | no  | 4 | 3s  | 3s
				10s     | 4 | yes | 0 | 0   | 10s
				13s     | 6 | yes | 0 | 0   | 10s
				13s     | 1 | no  | 0 | 7s  | 10s
				23s     | 9 | yes | 1 | 0   | 10s""");
	}

	@Test
	void noPeriodAnywhereGrantsMore() {
		Timetable.check(Limit.of("api", Algorithm.SLIDING_WINDOW_LOG, "2/10s"), """
				9s  | 1 | yes | 1 | 0  | 10s
				11s | 1 | yes | 0 | 0  | 10s
				18s | 1 | no  | 0 | 1s | 3s
				19s | 1 | yes | 0 | 0  | 10s
				20s | 1 | no  | 0 | 1s | 9s
				21s | 2 | no  | 1 | 8s | 8s""");
	}

}
