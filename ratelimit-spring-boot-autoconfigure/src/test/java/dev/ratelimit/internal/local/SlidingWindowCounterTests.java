package dev.ratelimit.internal.local;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import org.junit.jupiter.api.Test;

class SlidingWindowCounterTests {

	@Test
	void weighsThePreviousWindowByItsShare() {
		Timetable.check(Limit.of("api", Algorithm.SLIDING_WINDOW_COUNTER, "10/10s"), """
				0       | 10   | yes | 0  | 0   | 20s
				5s      | 1    | no  | 0  | 6s  | 15s
				10s     | 1    | no  | 0  | 1s  | 10s
				11s-1ns | 1    | no  | 0  | 1ns | 9s+1ns
				11s     | 1    | yes | 0  | 0   | 19s
				15s     | peek | yes | 4  | 0   | 15s
				15s     | 5    | no  | 4  | 1s  | 15s
				15s     | 4    | yes | 0  | 0   | 15s
				20s     | peek | yes | 5  | 0   | 10s
				25s     | 8    | no  | 7  | 1s  | 5s
				30s     | 10   | yes | 0  | 0   | 20s
				50s     | peek | yes | 10 | 0   | 0""");
	}

	@Test
	void theWholeQuotaAtOnceWaitsUntilNothingCounts() {
		Timetable.check(Limit.of("api", Algorithm.SLIDING_WINDOW_COUNTER, "3/1s"), """
				500ms       | 1 | yes | 2 | 0           | 1500ms
				500ms       | 3 | no  | 2 | 1500ms      | 1500ms
				1s          | 2 | yes | 0 | 0           | 2s
				2s          | 2 | no  | 1 | 500ms       | 1s
				2s+500ms    | 2 | yes | 0 | 0           | 1500ms""");
	}

}
