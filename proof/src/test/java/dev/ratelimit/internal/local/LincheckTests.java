package dev.ratelimit.internal.local;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

import kotlin.jvm.functions.Function1;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuarantee;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;
import org.jetbrains.lincheck.util.LoggingLevel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

/**
 * Every way in which the steps of a few calls can interleave, up to a number, and real
 * threads in their thousands. A failure prints the calls and where threads switched.
 */
class LincheckTests {

	private static final int SCENARIOS = Integer.getInteger("lincheck.scenarios", 50);

	private static final int INTERLEAVINGS = Integer.getInteger("lincheck.interleavings", 300);

	private static final int RUNS = Integer.getInteger("lincheck.runs", 500);

	private static final String ALGORITHM = "dev.ratelimit.internal.algorithm.";

	private static final Set<String> STATE = Set.of("Log", "LimitDecision", "Combination");

	private static final String CAFFEINE = "com.github.benmanes.caffeine.cache.";

	private static final String ONLY = System.getProperty("lincheck.only", "");

	/** What is as if one call came after the other. */
	static Stream<Class<?>> linearizable() {
		return Stream
			.<Class<?>>of(OneLimit.TokenBucket.class, OneLimit.TokenQueue.class, OneLimit.IntervalBucket.class,
					OneLimit.IntervalQueue.class, OneLimit.EmptyBucket.class, OneLimit.LeakyBucket.class,
					OneLimit.FixedWindow.class, OneLimit.SlidingWindowLog.class, OneLimit.SlidingWindowCounter.class,
					OneLimit.PacedWindow.class, OneLimit.Concurrency.class, OneLimit.BlockedBucket.class,
					OneLimit.BlockedLog.class, RefundedBefore.SlidingWindowCounter.class,
					RefundedBefore.PacedWindow.class, Swept.TokenBucket.class, Swept.SlidingWindowLog.class,
					Swept.SlidingWindowCounter.class, SeveralLimits.BucketAndWindow.class,
					SeveralLimits.CounterAndLog.class, SeveralLimits.Buckets.class, CombinedRefunds.class, Room.class)
			.filter(LincheckTests::chosen);
	}

	/** What admits no more than it may. */
	static Stream<Class<?>> bounded() {
		return Stream
			.<Class<?>>of(RefundsBesideTurns.class, ForcedOut.TokenBucket.class, ForcedOut.SlidingWindowLog.class,
					ChangedTerms.TokenBucket.class, ChangedTerms.FixedWindow.class, ChangedTerms.SlidingWindowLog.class,
					ChangedTerms.SlidingWindowCounter.class, ChangedTerms.SmallerWindow.class,
					ChangedTerms.SmallerCounter.class)
			.filter(LincheckTests::chosen);
	}

	@ParameterizedTest(allowZeroInvocations = true)
	@MethodSource("linearizable")
	void modelCheckingOfWhatIsLinearizable(Class<?> scenario) {
		check("%d interleavings".formatted(INTERLEAVINGS), modelChecking(scenario), scenario);
	}

	@ParameterizedTest(allowZeroInvocations = true)
	@MethodSource("bounded")
	void modelCheckingOfWhatIsBounded(Class<?> scenario) {
		check("%d interleavings".formatted(INTERLEAVINGS), modelChecking(scenario).verifier(EpsilonVerifier.class),
				scenario);
	}

	@ParameterizedTest(allowZeroInvocations = true)
	@MethodSource("linearizable")
	void stressOfWhatIsLinearizable(Class<?> scenario) {
		check("%d runs".formatted(RUNS), stress(scenario), scenario);
	}

	@ParameterizedTest(allowZeroInvocations = true)
	@MethodSource("bounded")
	void stressOfWhatIsBounded(Class<?> scenario) {
		check("%d runs".formatted(RUNS), stress(scenario).verifier(EpsilonVerifier.class), scenario);
	}

	private static void check(String what, Options<?, ?> options, Class<?> scenario) {
		long begin = System.nanoTime();
		options.check(scenario);
		System.out.printf("%s: at most %d x %s, %d s%n", scenario.getName().replaceFirst(".*[.]", ""),
				scenarios(scenario), what, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin));
	}

	private static boolean chosen(Class<?> scenario) {
		return scenario.getName().contains(ONLY);
	}

	/** Where threads switch in Caffeine's maintenance too, each takes far longer. */
	private static int scenarios(Class<?> scenario) {
		return ForcedOut.class.isAssignableFrom(scenario) ? Math.max(SCENARIOS / 10, 1) : SCENARIOS;
	}

	/**
	 * Lincheck knows a call by the class of its object, not by the one that declares the
	 * method, so classes are named by their package.
	 */
	private static ModelCheckingOptions modelChecking(Class<?> scenario) {
		ModelCheckingOptions options = small(new ModelCheckingOptions(), scenario, 2)
			.invocationsPerIteration(INTERLEAVINGS)
			// Each thread sees its own moment
			.addGuarantee(calls("dev.ratelimit.internal.local.Moments", (method) -> true).ignore())
			// What a decision says cannot change; to format it goes through global caches
			.addGuarantee(calls("dev.ratelimit.internal.local.", "words"::equals).ignore())
			.addGuarantee(calls(ALGORITHM + "LimitDecision", (method) -> !method.equals("claimSettling")).ignore())
			.addGuarantee(calls("java.lang.String", "formatted"::equals).ignore())
			.addGuarantee(calls("org.apache.commons.logging.", (method) -> true).ignore())
			// Arithmetic, save for what is state
			.addGuarantee(forClasses((name) -> name.startsWith(ALGORITHM) && STATE.stream().noneMatch(name::contains))
				.allMethods()
				.ignore());
		if (ForcedOut.class.isAssignableFrom(scenario)) {
			// How often a key is used decides whether it is forced out, not what it is
			// granted
			return options.addGuarantee(calls(CAFFEINE + "BoundedBuffer", (method) -> true).ignore())
				.addGuarantee(calls(CAFFEINE + "FrequencySketch", (method) -> true).ignore());
		}
		// Where no key is forced out, it does not matter which is used least. And threads
		// switch in the maps only where these wait or call back: their own steps are
		// hundreds to one of ours
		return options.addGuarantee(calls(CAFFEINE, Set.of("afterRead", "afterWrite")::contains).ignore())
			.addGuarantee(calls(CAFFEINE, "getIfPresent"::equals).treatAsAtomic())
			.addGuarantee(calls(CAFFEINE, (method) -> true).mute$lincheck())
			.addGuarantee(calls("java.util.concurrent.ConcurrentHashMap", (method) -> true).mute$lincheck())
			.addGuarantee(calls("java.util.concurrent.locks.StampedLock", (method) -> true).mute$lincheck());
	}

	private static ManagedStrategyGuarantee.GuaranteeBuilder calls(String classes, Predicate<String> methods) {
		return forClasses((name) -> name.startsWith(classes)).methods((Function1<String, Boolean>) methods::test);
	}

	private static StressOptions stress(Class<?> scenario) {
		return small(new StressOptions(), scenario, 3).invocationsPerIteration(RUNS);
	}

	/** Without calls before: those would empty the limit, and hide the race for it. */
	private static <T extends Options<T, ?>> T small(T options, Class<?> scenario, int threads) {
		return options.iterations(scenarios(scenario))
			.threads(threads)
			.actorsPerThread(3)
			.actorsBefore(0)
			.actorsAfter(1)
			.logLevel(LoggingLevel.ERROR);
	}

}
