package dev.ratelimit;

import java.lang.reflect.Constructor;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LimitBuilderTests {

	private static final List<LimitBuilder<?>> BUILDERS = List.of(Limit.tokenBucket("api", "100/1m"),
			Limit.leakyBucket("api", "100/1m"), Limit.fixedWindow("api", "100/1m"),
			Limit.slidingWindowLog("api", "100/1m"), Limit.slidingWindowCounter("api", "100/1m"),
			Limit.pacedWindow("api", "100/1m"), Limit.concurrency("api", 100));

	@Test
	void eachAlgorithmHasABuilderThatStartsFromTheDefaults() {
		assertThat(BUILDERS.stream().map(LimitBuilder::build))
			.containsExactlyElementsOf(Stream.of(Algorithm.values()).map(LimitBuilderTests::limit).toList());
	}

	@Test
	void settingsOfEveryAlgorithmAreInEachBuilder() {
		assertThat(Limit.leakyBucket("api", "100/1m")
			.maxWait(Duration.ofSeconds(2))
			.maxWaiting(3)
			.mode(Mode.OBSERVE)
			.build())
			.isEqualTo(limit(Algorithm.LEAKY_BUCKET).withWaiting(Duration.ofSeconds(2), 3).withMode(Mode.OBSERVE));
	}

	@Test
	void settingsOfATokenBucketAreInItsBuilder() {
		assertThat(Limit.tokenBucket("api", "100/1m").capacity(200).initial(10).refill(Refill.INTERVAL).build())
			.isEqualTo(limit(Algorithm.TOKEN_BUCKET).withCapacity(200L).withInitial(10L).withRefill(Refill.INTERVAL));
	}

	@Test
	void permitsInFlightAndTheLongestHoldAreInTheirBuilder() {
		Limit exports = Limit.concurrency("exports", 2).maxHold(Duration.ofMinutes(5)).build();
		assertThat(exports.concurrent()).isEqualTo(2);
		assertThat(exports.maxHold()).hasMinutes(5);
		assertThat(exports.quota()).isEqualTo(2);
		assertThat(exports.withConcurrent(3).withMaxHold(Duration.ofSeconds(1)))
			.isEqualTo(Limit.of("exports", Algorithm.CONCURRENCY, "3/1s"));
		assertThat(limit(Algorithm.FIXED_WINDOW).concurrent()).isNull();
		assertThat(limit(Algorithm.FIXED_WINDOW).maxHold()).isNull();
		assertThatIllegalArgumentException().isThrownBy(() -> Limit.concurrency("exports", 0))
			.withMessage("Invalid concurrent (0): must be at least 1");
		assertThatIllegalArgumentException().isThrownBy(() -> limit(Algorithm.FIXED_WINDOW).withConcurrent(2))
			.withMessageContaining("only concurrency has one");
	}

	@Test
	void illegalSettingsAreRefusedWhenTheLimitIsBuilt() {
		LimitBuilder.TokenBucket builder = Limit.tokenBucket("api", "100/1m").initial(150);
		assertThatIllegalArgumentException().isThrownBy(builder::build)
			.withMessage("Invalid initial (150): must be from 0 to the capacity, 100");
		assertThat(builder.capacity(150).build().initialPermits()).isEqualTo(150);
	}

	@Test
	void illegalNamesAndRatesAreRefusedAtOnce() {
		assertThatIllegalArgumentException().isThrownBy(() -> Limit.tokenBucket("a b", "100/1m"))
			.withMessageContaining("Invalid name ('a b')");
		assertThatIllegalArgumentException().isThrownBy(() -> Limit.pacedWindow("api", "100"))
			.withMessageContaining("Invalid rate '100'");
	}

	@Test
	void noConstructorIsPublicSoThatAFurtherSettingBreaksNoCode() {
		assertThat(Stream.of(List.of(Limit.class, Rate.class), Arrays.asList(LimitBuilder.class.getClasses()))
			.flatMap(List::stream)
			.flatMap((type) -> Stream.of(type.getConstructors()))
			.map(Constructor::toString)).isEmpty();
	}

	private static Limit limit(Algorithm algorithm) {
		return Limit.of("api", algorithm, "100/1m");
	}

}
