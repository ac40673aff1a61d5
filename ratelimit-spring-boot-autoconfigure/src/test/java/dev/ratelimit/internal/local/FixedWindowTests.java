package dev.ratelimit.internal.local;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import org.junit.jupiter.api.Test;

class FixedWindowTests {

	@Test
	void countsWithinWindows() {
		Timetable.check(Limit.of("api", Algorithm.FIXED_WINDOW, "10/10s"), """
				3s      | 10   | yes | 0  | 0   | 7s
				3s      | 1    | no  | 0  | 7s  | 7s
				10s-1ns | 1    | no  | 0  | 1ns | 1ns
				10s     | 10   | yes | 0  | 0   | 10s
				25s     | 4    | yes | 6  | 0   | 5s
				25s     | 7    | no  | 6  | 5s  | 5s
				29s     | 6    | yes | 0  | 0   | 1s
				40s     | peek | yes | 10 | 0   | 0""");
	}

	@Test
	void windowsAreAlignedToTheEpoch() {
		// The tables begin 8 s after a multiple of 11 s
		Timetable.check(Limit.of("api", Algorithm.FIXED_WINDOW, "1/11s"), """
				0      | 1 | yes | 0 | 0   | 3s
				3s-1ns | 1 | no  | 0 | 1ns | 1ns
				3s     | 1 | yes | 0 | 0   | 11s""");
	}

}
