package dev.ratelimit.internal.local;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import org.junit.jupiter.api.Test;

class PacedWindowTests {

	private static final Limit LIMIT = Limit.of("api", Algorithm.PACED_WINDOW, "10/10s");

	@Test
	void unusedSlotsCarryOverWithinTheWindowOnly() {
		Timetable.check(LIMIT, """
				3s      | 1 | yes | 0 | 0   | 10s
				3s      | 1 | no  | 0 | 1s  | 10s
				4s-1ns  | 1 | no  | 0 | 1ns | 9s+1ns
				4s      | 1 | yes | 0 | 0   | 9s
				8s      | 4 | yes | 0 | 0   | 5s
				12s     | 5 | no  | 4 | 1s  | 1s
				12s     | 3 | yes | 1 | 0   | 1s
				13s     | 1 | yes | 0 | 0   | 10s""");
	}

	@Test
	void aWindowBeginsWithACallAdmittedOrNotButNotWithAPeek() {
		Timetable.check(LIMIT, """
				0       | peek | yes | 1 | 0  | 0
				1s      | 3    | no  | 1 | 2s | 0
				3s      | 3    | yes | 0 | 0  | 8s
				11s     | peek | yes | 1 | 0  | 0
				12s     | 0    | yes | 1 | 0  | 0
				13s     | 2    | no  | 1 | 1s | 0
				14s     | 2    | yes | 0 | 0  | 9s
				23s-1ns | 1    | yes | 7 | 0  | 1ns
				23s     | 2    | no  | 1 | 1s | 0""");
	}

	@Test
	void slotsThatAreNotWholeNanosecondsBeginNoneTooEarly() {
		Timetable.check(LIMIT.withRate("3/1s"), """
				0           | 1 | yes | 0 | 0   | 1s
				333333333ns | 1 | no  | 0 | 1ns | 666666667ns
				333333334ns | 1 | yes | 0 | 0   | 666666666ns
				666666666ns | 1 | no  | 0 | 1ns | 333333334ns
				666666667ns | 1 | yes | 0 | 0   | 333333333ns""");
	}

}
