package dev.ratelimit.internal.local;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import org.junit.jupiter.api.Test;

class LeakyBucketTests {

	@Test
	void callsLeaveEvenlySpacedAndNeverInABurst() {
		Timetable.check(Limit.of("api", Algorithm.LEAKY_BUCKET, "10/10s"), """
				0          | 1    | yes | 0 | 0   | 1s
				0          | 1    | no  | 0 | 1s  | 1s
				1s-1ns     | 1    | no  | 0 | 1ns | 1ns
				1s         | 1    | yes | 0 | 0   | 1s
				2500ms     | 3    | yes | 0 | 0   | 3s
				5500ms-1ns | 1    | no  | 0 | 1ns | 1ns
				5500ms     | 10   | yes | 0 | 0   | 10s
				15500ms    | peek | yes | 1 | 0   | 0
				1h         | 1    | yes | 0 | 0   | 1s
				1h         | 1    | no  | 0 | 1s  | 1s""");
	}

	@Test
	void thirdsOfANanosecondAreNotLost() {
		Timetable.check(Limit.of("api", Algorithm.LEAKY_BUCKET, "3/1s"), """
				0           | 1 | yes | 0 | 0   | 333333334ns
				333333333ns | 1 | no  | 0 | 1ns | 1ns
				333333334ns | 1 | yes | 0 | 0   | 333333334ns
				666666667ns | 1 | no  | 0 | 1ns | 1ns
				666666668ns | 3 | yes | 0 | 0   | 1s""");
	}

}
