package dev.ratelimit.internal.advice;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import dev.ratelimit.internal.advice.SpaceSaving.Counter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SpaceSavingTests {

	private static final int CAPACITY = 100;

	private final SpaceSaving<Void> sketch = new SpaceSaving<>(CAPACITY);

	@Test
	void noMoreKeysThanCountersAreCountedExactly() {
		Map<String, Long> exact = new HashMap<>();
		Random random = new Random(1);
		for (int i = 0; i < 20_000; i++) {
			count("key" + (int) (CAPACITY * Math.pow(random.nextDouble(), 3)), exact);
		}
		assertThat(exact).hasSize(CAPACITY);
		assertThat(this.sketch.counters()).hasSize(CAPACITY).allSatisfy((counter) -> {
			assertThat(counter.error).isZero();
			assertThat(counter.count).isEqualTo(exact.get(counter.key));
		}).isSortedAccordingTo((one, other) -> Long.compare(one.count, other.count));
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5 })
	void ofManyKeysTheErrorIsBoundedAndTheFrequentOnesAreThere(long seed) {
		Map<String, Long> exact = new HashMap<>();
		int events = 100_000;
		Zipf keys = new Zipf(20_000, 1.1, new Random(seed));
		for (int i = 0; i < events; i++) {
			count("key" + keys.next(), exact);
		}
		Map<String, Counter<Void>> counters = new HashMap<>();
		this.sketch.counters().forEach((counter) -> counters.put(counter.key, counter));
		assertThat(counters).hasSize(CAPACITY);
		assertThat(counters.values()).allSatisfy((counter) -> {
			assertThat(counter.error).isBetween(0L, (long) events / CAPACITY);
			assertThat(counter.count).isBetween(exact.get(counter.key), exact.get(counter.key) + counter.error);
		});
		assertThat(counters.values().stream().mapToLong((counter) -> counter.count).sum()).isEqualTo(events);
		List<String> frequent = exact.entrySet()
			.stream()
			.filter((key) -> key.getValue() > events / CAPACITY)
			.map(Map.Entry::getKey)
			.toList();
		assertThat(frequent).hasSizeGreaterThan(5);
		assertThat(counters).containsKeys(frequent.toArray(String[]::new));
	}

	@Test
	void aKeyThatTakesACounterOverBeginsWithoutANote() {
		SpaceSaving<String> noted = new SpaceSaving<>(1);
		noted.count("a").note = "of a";
		assertThat(noted.count("a").note).isEqualTo("of a");
		assertThat(noted.count("b").note).isNull();
		assertThat(noted.count("b").count).isEqualTo(4);
		assertThat(noted.count("b").error).isEqualTo(2);
	}

	private void count(String key, Map<String, Long> exact) {
		this.sketch.count(key);
		exact.merge(key, 1L, Long::sum);
	}

}
