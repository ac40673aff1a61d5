package dev.ratelimit.internal.local;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.Refill;
import org.junit.jupiter.api.Test;

class TokenBucketTests {

	private static final Limit LIMIT = Limit.of("api", Algorithm.TOKEN_BUCKET, "10/10s");

	@Test
	void isRefilledContinuouslyAndCarriesFractionsOver() {
		Timetable.check(LIMIT, """
				0      | 10   | yes | 0  | 0     | 10s
				0      | 1    | no  | 0  | 1s    | 10s
				1s-1ns | 1    | no  | 0  | 1ns   | 9s+1ns
				1s     | 1    | yes | 0  | 0     | 10s
				3500ms | peek | yes | 2  | 0     | 7500ms
				3500ms | 3    | no  | 2  | 500ms | 7500ms
				3500ms | 2    | yes | 0  | 0     | 9500ms
				4s     | 1    | yes | 0  | 0     | 10s
				1h     | peek | yes | 10 | 0     | 0
				1h     | 1    | yes | 9  | 0     | 1s""");
	}

	@Test
	void thirdsOfANanosecondAreNotLost() {
		Timetable.check(LIMIT.withRate("3/1s"), """
				0           | 3 | yes | 0 | 0           | 1s
				0           | 1 | no  | 0 | 333333334ns | 1s
				333333333ns | 1 | no  | 0 | 1ns         | 666666667ns
				333333334ns | 1 | yes | 0 | 0           | 1s
				666666667ns | 1 | yes | 0 | 0           | 1s
				1s          | 1 | yes | 0 | 0           | 1s
				1s          | 1 | no  | 0 | 333333334ns | 1s""");
	}

	@Test
	void savesUpToItsCapacity() {
		Timetable.check(LIMIT.withCapacity(25L), """
				0   | 25 | yes | 0  | 0  | 25s
				10s | 11 | no  | 10 | 1s | 15s
				11s | 11 | yes | 0  | 0  | 25s
				60s | 25 | yes | 0  | 0  | 25s""");
	}

	@Test
	void byIntervalIsRefilledAtMultiplesOfThePeriod() {
		Timetable.check(LIMIT.withRefill(Refill.INTERVAL), """
				3s      | 10 | yes | 0 | 0   | 7s
				9s      | 1  | no  | 0 | 1s  | 1s
				10s-1ns | 1  | no  | 0 | 1ns | 1ns
				10s     | 4  | yes | 6 | 0   | 10s
				15s     | 7  | no  | 6 | 5s  | 5s
				20s     | 7  | yes | 3 | 0   | 10s""");
	}

	@Test
	void byIntervalSavesUpToItsCapacity() {
		Timetable.check(LIMIT.withCapacity(25L).withRefill(Refill.INTERVAL), """
				5s  | 25   | yes | 0  | 0   | 25s
				5s  | 11   | no  | 0  | 15s | 25s
				10s | 11   | no  | 10 | 10s | 20s
				20s | 11   | yes | 9  | 0   | 20s
				1h  | peek | yes | 25 | 0   | 0""");
	}

	@Test
	void aNewKeyStartsWithTheInitialPermitsWhenFirstAsked() {
		Timetable.check(LIMIT.withInitial(3L), """
				0   | peek | yes | 3 | 0  | 7s
				5s  | peek | yes | 3 | 0  | 7s
				5s  | 4    | no  | 3 | 1s | 7s
				6s  | 4    | yes | 0 | 0  | 10s
				16s | 10   | yes | 0 | 0  | 10s""");
	}

	@Test
	void aNewKeyMayStartWithNothing() {
		Timetable.check(LIMIT.withInitial(0L), """
				0      | peek | no  | 0 | 1s  | 10s
				0      | 1    | no  | 0 | 1s  | 10s
				1s-1ns | 1    | no  | 0 | 1ns | 9s+1ns
				1s     | 1    | yes | 0 | 0   | 10s""");
		Timetable.check(LIMIT.withInitial(0L).withRefill(Refill.INTERVAL), """
				4s  | 1 | no  | 0 | 6s | 6s
				10s | 1 | yes | 9 | 0  | 10s""");
	}

}
