package dev.ratelimit.internal.local;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.TermsInForce;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class KeyCapacityTests {

	private static final long MEGABYTE = 1 << 20;

	private static final Limit API = Limit.tokenBucket("api", "100/1m").build();

	private static final Limit OTHER = Limit.fixedWindow("other", "100/1m").build();

	private static final Limit LOG = Limit.slidingWindowLog("log", "200000/1h").build();

	@ParameterizedTest
	@CsvSource({ "512, 262144", "64, 32768", "8192, 1000000", "1, 1000" })
	void theDefaultFollowsTheHeap(long megabytes, long keys) {
		assertThat(KeyCapacity.ofHeap(megabytes * MEGABYTE).of(terms(API))).isEqualTo(keys);
	}

	@Test
	void aLogThatMayGrowHasFewerKeys() {
		assertThat(KeyCapacity.ofHeap(512 * MEGABYTE).of(terms(LOG))).isEqualTo(1_000);
		assertThat(KeyCapacity.ofHeap(512 * MEGABYTE).of(terms(Limit.slidingWindowLog("log", "10/1h").build())))
			.isEqualTo(161_319);
	}

	@Test
	void aLimitThatBlocksHasFewerKeys() {
		Limit login = blocking("login");
		assertThat(KeyCapacity.ofHeap(512 * MEGABYTE).of(terms(login))).isEqualTo(195_083);
		assertThat(KeyCapacity.of(7).of(terms(login))).isEqualTo(7);
	}

	/** Any key may be on the plan, of which there are as many bytes as of the limit's. */
	@Test
	void aPlanThatAloneBlocksOrKeepsALongerLogHasFewerKeys() {
		LimitTerms blocking = new LimitTerms(API, Map.of(), Map.of("free", blocking("api")));
		assertThat(KeyCapacity.ofHeap(512 * MEGABYTE).of(blocking)).isEqualTo(195_083);
		Limit log = Limit.slidingWindowLog("log", "10/1h").build();
		assertThat(KeyCapacity.ofHeap(512 * MEGABYTE)
			.of(new LimitTerms(log, Map.of(), Map.of("pro", log.withRate("200000/1h"))))).isEqualTo(1_000);
		assertThat(KeyCapacity.of(1_000_000).warning(List.of(blocking), 512 * MEGABYTE)).contains("344 MB");
	}

	/** Only the keys that are named have it. */
	@Test
	void overridesTakeOfTheRoomWhatTheyTakeMore() {
		Limit log = Limit.slidingWindowLog("log", "10/1h").build();
		LimitTerms vip = new LimitTerms(log, Map.of("vip", log.withRate("2000010/1h")));
		assertThat(KeyCapacity.ofHeap(512 * MEGABYTE).of(vip)).isEqualTo((64 * MEGABYTE - 32_000_000) / 416);
		LimitTerms blocking = new LimitTerms(API, Map.of("known", blocking("api"), "other", blocking("api")));
		assertThat(KeyCapacity.ofHeap(512 * MEGABYTE).of(blocking)).isEqualTo((64 * MEGABYTE - 2 * 88) / 256);
		assertThat(KeyCapacity.of(1).warning(List.of(vip), 50_000_000)).contains("up to 32 MB");
	}

	private static LimitTerms terms(Limit limit) {
		return new LimitTerms(limit, Map.of());
	}

	@Test
	void limitsShareWhatTheyDoNotUse() {
		KeyCapacity capacity = new KeyCapacity(1_000, 1_000, 0);
		assertThat(capacity.share(terms(API), 900, 950, 2)).isEqualTo(1_000);
		assertThat(capacity.share(terms(API), 1_800, 2_000, 2)).isEqualTo(900);
		assertThat(capacity.share(terms(OTHER), 200, 2_000, 2)).isEqualTo(250);
		assertThat(KeyCapacity.of(7).share(terms(API), 100, 1_000, 2)).isEqualTo(7);
	}

	@Test
	void aStoreThatDoesNotShareSplits() {
		assertThat(KeyCapacity.ofHeap(512 * MEGABYTE).split(4)).isEqualTo(65_536);
		assertThat(KeyCapacity.ofHeap(MEGABYTE).split(400)).isEqualTo(1_000);
		assertThat(KeyCapacity.of(7).split(4)).isEqualTo(7);
	}

	@Test
	void onlyWhatDoesNotFitIsWarnedAbout() {
		long heap = 512 * MEGABYTE;
		assertThat(KeyCapacity.ofHeap(heap).warning(List.of(terms(API), terms(OTHER)), heap)).isNull();
		assertThat(KeyCapacity.of(100_000).warning(List.of(terms(API), terms(OTHER)), heap)).isNull();
		assertThat(KeyCapacity.of(1_000_000).warning(List.of(terms(API), terms(OTHER)), heap)).contains("512 MB",
				"536 MB", "ratelimit.cache.maximum-size");
		assertThat(KeyCapacity.ofHeap(heap).warning(List.of(terms(API), terms(LOG)), heap))
			.contains("sliding-window-log");
	}

	@Test
	void whatBlocksTakeIsWarnedAbout() {
		long heap = 2 * 256 * MEGABYTE;
		Limit login = blocking("login");
		assertThat(KeyCapacity.of(1_000_000).warning(List.of(terms(API)), heap)).isNull();
		assertThat(KeyCapacity.of(1_000_000).warning(List.of(terms(login)), heap)).contains("344 MB");
		List<LimitTerms> several = Stream.of(login, blocking("a"), blocking("b"), blocking("c"), blocking("d"))
			.map(KeyCapacityTests::terms)
			.toList();
		assertThat(KeyCapacity.ofHeap(heap).warning(several, heap)).as("all of them share an eighth").isNull();
	}

	private static Limit blocking(String name) {
		return Limit.tokenBucket(name, "100/1m").block(Duration.ofHours(1)).build();
	}

	@Test
	void allLimitsTogetherHoldNoMoreThanThereIsRoomFor() {
		KeyCapacity capacity = new KeyCapacity(1_000, 1_000, 0);
		try (LocalRateLimiterRegistry registry = new LocalRateLimiterRegistry(
				new TermsInForce(List.of(API, OTHER), Map.of()), null, new ManualTimeSource(), capacity, null)) {
			for (int i = 0; i < 900; i++) {
				registry.get("api").tryAcquire("key " + i);
				registry.get("other").tryAcquire("key " + i);
			}
			registry.sweep();
			assertThat(registry.keys("api") + registry.keys("other")).isLessThanOrEqualTo(1_000);
			assertThat(registry.evictions("api") + registry.evictions("other")).isGreaterThanOrEqualTo(800);
		}
	}

	@Test
	void longKeysAreHeldAsDigestsAndMeanTheSame() {
		Limit plan = Limit.fixedWindow("api", "5/1h").build();
		String key = "k".repeat(1_000_000);
		try (LocalRateLimiterRegistry registry = new LocalRateLimiterRegistry(
				List.of(Limit.fixedWindow("api", "2/1h").build()), Map.of("api", Map.of(key + "rich", plan)), null,
				new ManualTimeSource(), 100)) {
			var decision = registry.get("api").tryAcquire(key, 2);
			assertThat(registry.get("api").tryAcquire(key).allowed()).isFalse();
			assertThat(registry.get("api").peek(key + "x").remaining()).isEqualTo(2);
			registry.get("api").refund(key, decision);
			assertThat(registry.get("api").tryAcquire(key).allowed()).isTrue();
			registry.get("api").reset(key);
			assertThat(registry.get("api").peek(key).remaining()).isEqualTo(2);
			assertThat(registry.get("api").tryAcquire(key + "rich", 5).allowed()).isTrue();
		}
	}

}
