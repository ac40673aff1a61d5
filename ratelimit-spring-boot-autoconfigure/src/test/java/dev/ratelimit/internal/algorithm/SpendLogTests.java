package dev.ratelimit.internal.algorithm;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SpendLogTests {

	private final SpendLog log = new SpendLog();

	@Test
	void noMoreIsTakenOutThanAnEntryHolds() {
		this.log.add(10, 5);
		this.log.add(20, 2);
		this.log.remove(20, 3);
		assertThat(this.log.total()).isEqualTo(7);
		this.log.remove(20, 2);
		assertThat(this.log.total()).isEqualTo(5);
		assertThat(this.log.last()).isEqualTo(10);
	}

	@Test
	void removingFromAForgottenEntryChangesNothing() {
		this.log.add(10, 5);
		this.log.add(20, 2);
		this.log.add(30, 1);
		this.log.forget(10);
		this.log.remove(10, 5);
		this.log.remove(20, 1);
		assertThat(this.log.total()).isEqualTo(2);
		assertThat(this.log.whenSpent(1)).isEqualTo(20);
		assertThat(this.log.whenSpent(2)).isEqualTo(30);
	}

	@Test
	void itGrowsAndShrinksWithWhatCounts() {
		for (int i = 1; i <= 1_000; i++) {
			this.log.add(i, 1);
			this.log.forget(i - 20);
			assertThat(this.log.total()).isEqualTo(Math.min(i, 20));
		}
		assertThat(this.log.whenSpent(20)).isEqualTo(1_000);
	}

}
