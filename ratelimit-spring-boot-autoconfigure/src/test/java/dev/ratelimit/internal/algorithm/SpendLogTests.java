package dev.ratelimit.internal.algorithm;

import java.util.SplittableRandom;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

	/** Of entries near the end and far from it, emptied ones, and a copy. */
	@ParameterizedTest
	@ValueSource(ints = { 3, 40, 500 })
	void equalsAMapOfItsEntriesWhateverIsGivenBack(int kept) {
		SplittableRandom random = new SplittableRandom(kept);
		SpendLog log = this.log;
		TreeMap<Long, Long> entries = new TreeMap<>();
		long time = 0;
		for (int step = 0; step < 20_000; step++) {
			long now = Math.max(time, log.notBefore(0));
			long permits = 1 + random.nextInt(3);
			switch (random.nextInt(10)) {
				case 0, 1, 2, 3 -> {
					log.add(now, permits);
					entries.merge(now, permits, Long::sum);
				}
				case 4, 5, 6 -> {
					long given = Math.max(0, time - random.nextInt(kept + 2));
					log.remove(given, permits);
					entries.computeIfPresent(given,
							(at, held) -> (held < permits) ? held : (held == permits) ? null : held - permits);
				}
				case 7 -> {
					log.forget(time - kept);
					entries.headMap(time - kept, true).clear();
				}
				case 8 -> log = log.copy();
				default -> time += random.nextInt((random.nextInt(50) == 0) ? 2 * kept : 4);
			}
			assertEquals(log, entries, random);
		}
	}

	private static void assertEquals(SpendLog log, TreeMap<Long, Long> entries, SplittableRandom random) {
		long total = entries.values().stream().mapToLong(Long::longValue).sum();
		assertThat(log.total()).isEqualTo(total);
		if (total > 0) {
			assertThat(log.last()).isEqualTo(entries.lastKey());
			long wanted = 1 + random.nextLong(total);
			long sum = 0;
			for (var entry : entries.entrySet()) {
				sum += entry.getValue();
				if (sum >= wanted) {
					assertThat(log.whenSpent(wanted)).isEqualTo(entry.getKey());
					return;
				}
			}
		}
	}

	/** Hundreds of thousands of refunds, none of which may go through all entries. */
	@Test
	@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
	void manyRefundsOfALongLogAreQuick() {
		int entries = 400_000;
		for (int i = 1; i <= entries; i++) {
			this.log.add(i, 1);
		}
		for (int i = 1; i <= entries; i++) {
			this.log.remove(i, 1);
		}
		assertThat(this.log.total()).isZero();
	}

}
