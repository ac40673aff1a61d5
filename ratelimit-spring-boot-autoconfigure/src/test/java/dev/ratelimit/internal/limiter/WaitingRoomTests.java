package dev.ratelimit.internal.limiter;

import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class WaitingRoomTests {

	@ParameterizedTest
	@CsvSource({ "10, 8", "100, 75", "8, 6", "7, 7", "1, 1", "0, 0" })
	void oneSharerLeavesPlacesToOthers(int places, int taken) {
		assertThat(entered(new WaitingRoom(() -> places, false), "mallory", 200)).isEqualTo(taken);
	}

	@Test
	void twoSharersLeaveAPlaceToAThird() {
		WaitingRoom room = new WaitingRoom(() -> 10, false);
		for (int i = 0; i < 20; i++) {
			room.enter("mallory");
			room.enter("trudy");
		}
		assertThat(room.waiting()).isEqualTo(9);
		assertThat(room.enter("alice")).isTrue();
		assertThat(room.enter("bob")).isFalse();
	}

	@Test
	void manySharersUseAllPlaces() {
		WaitingRoom room = new WaitingRoom(() -> 10, false);
		assertThat(IntStream.range(0, 20).filter((i) -> room.enter("client " + i)).count()).isEqualTo(10);
	}

	@Test
	void callersWhoAreNotToldApartUseAllPlaces() {
		assertThat(entered(new WaitingRoom(() -> 10, false), null, 20)).isEqualTo(10);
	}

	@Test
	void whoLeavesGivesThePlaceBack() {
		WaitingRoom room = new WaitingRoom(() -> 10, false);
		for (int round = 0; round < 3; round++) {
			assertThat(entered(room, "mallory", 20)).isEqualTo(8);
			IntStream.range(0, 8).forEach((i) -> room.leave("mallory"));
			assertThat(room.waiting()).isZero();
		}
	}

	private static long entered(WaitingRoom room, @Nullable String sharer, int callers) {
		return IntStream.range(0, callers).filter((i) -> room.enter(sharer)).count();
	}

}
