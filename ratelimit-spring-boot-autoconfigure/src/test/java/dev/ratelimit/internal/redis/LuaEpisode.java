package dev.ratelimit.internal.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.LimitResolver;
import dev.ratelimit.Rate;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.KeyLimits;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;

/**
 * A random life of one key under some limits, at whole microseconds: decided by the local
 * store first, then by the scripts in one batch.
 */
final class LuaEpisode implements TimeSource {

	/** Runs a whole episode in Redis; the script is the same as ever. */
	private static final String BATCH = """
			local function decide(KEYS, ARGV)
			%s
			end
			local replies, charges, n, at = {}, {}, LIMITS, 1
			while at <= #ARGV do
			  local arguments = {}
			  for i = 1, n do
			    arguments[i] = ARGV[at + i]
			  end
			  local operation = ARGV[at + n + 1]
			  if operation ~= '' then
			    local past = charges[tonumber(operation:match('%%d+'))]
			    arguments[n + 1] = past and 'settle' or operation
			    for i = 1, past and n or 0 do
			      local more = past[i] ~= '' and operation:match('debt')
			      arguments[n + 1 + i] = more and '+' or past[i]
			    end
			  end
			  arguments[#arguments + 1] = ARGV[at]
			  local reply, charge = decide(KEYS, arguments), {}
			  for i = 1, n do
			    local charged, _, _, _, number = struct.unpack('<BI7I7I7I7', reply, 29 * i - 28)
			    charge[i] = charged == 1 and string.format('%%.0f', number) or ''
			  end
			  charges[#charges + 1] = charge
			  replies[#replies + 1] = reply
			  at = at + n + 2
			end
			return table.concat(replies)
			""";

	private static final long YEAR = Duration.ofDays(365).toNanos();

	/** Turns further ahead, added to a hundred years' fill, are where doubles give up. */
	private static final long LONGEST = 50 * YEAR;

	/** In 2049: a hundred years on, and as many again to fill, doubles still hold it. */
	private static final long LATEST = 2_500_000_000_000_000_000L;

	private final List<Limit> limits;

	private final List<LimitArguments> terms;

	/** To which the limits may change, each in whole microseconds a permit. */
	private final List<String> rates;

	private final Script script;

	private final int seed;

	private final SplittableRandom random;

	private final List<byte[]> arguments = new ArrayList<>();

	private final List<Step> steps = new ArrayList<>();

	private long now;

	LuaEpisode(List<Limit> limits, List<String> rates, Script script, int seed) {
		this.limits = new ArrayList<>(limits);
		this.terms = new ArrayList<>(limits.stream().map((limit) -> LimitArguments.of("test", limit)).toList());
		this.rates = rates;
		this.script = script;
		this.seed = seed;
		this.random = new SplittableRandom(seed);
		this.now = (seed % 8 == 0) ? 1_000 : 1_700_000_000_000_000_000L + this.random.nextLong(1L << 40) * 1_000;
	}

	static Script script(List<Limit> limits) {
		String ending = block(limits) ? Script.BLOCKING : "";
		Script plain = Script
			.of(limits.stream().map((limit) -> LimitArguments.of("test", limit).algorithm + ending).toList());
		String batch = BATCH.replace("LIMITS", String.valueOf(limits.size()));
		return new Script(batch.formatted((ClockedRunner.CLOCK + plain.text()).replace("%", "%%")).replace("%%", "%"));
	}

	private static boolean block(List<Limit> limits) {
		return limits.stream().anyMatch((limit) -> !limit.block().isEmpty());
	}

	@Override
	public long nanos() {
		return this.now;
	}

	@Override
	public void sleep(long nanos) {
		// A turn is reserved at once; that its time has not come yet is the point
	}

	void run(int count) {
		LimitResolver plans = (configured, key) -> this.limits.stream()
			.filter((limit) -> limit.name().equals(configured.name()))
			.findFirst()
			.orElseThrow();
		try (LocalRateLimiterRegistry registry = new LocalRateLimiterRegistry(List.copyOf(this.limits), Map.of(),
				this.rates.isEmpty() ? null : plans, this, 1000)) {
			StoreLimiter limiter = registry.all(this.limits.stream().map(Limit::name).toArray(String[]::new));
			for (int i = 0; i < count; i++) {
				this.now += jump();
				step(limiter);
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		compare();
	}

	private void step(StoreLimiter limiter) throws InterruptedException {
		int dice = this.random.nextInt(100);
		if (dice >= 98 && !this.rates.isEmpty()) {
			change(limiter);
		}
		else if (dice < 5) {
			record("peek", 1, limiter.peek("key"));
		}
		else if (dice < 20 && !this.steps.isEmpty()) {
			int past = Math.max(0, this.steps.size() - 1 - this.random.nextInt(20));
			Step charged = this.steps.get(past);
			if (charged.permits > 0 && !charged.refunded) {
				settle(limiter, charged, past);
			}
		}
		else if (dice < 25 && waitsAreWhole()) {
			long permits = cost();
			Duration most = Duration
				.ofNanos(this.random.nextLong(Math.min(2 * this.limits.get(0).window().toNanos(), LONGEST)));
			record("", permits, limiter.acquire("key", permits, most), most.toNanos());
		}
		else {
			long permits = cost();
			record("", permits, limiter.tryAcquire("key", permits));
		}
	}

	/** Refunds mostly. */
	private void settle(StoreLimiter limiter, Step charged, int past) {
		long cost = switch (this.random.nextInt(6)) {
			case 0 -> this.random.nextLong(charged.permits);
			case 1 -> charged.permits + 1 + this.random.nextInt(4);
			case 2 -> charged.permits + 1 + this.random.nextLong(3 * this.limits.get(0).quota());
			default -> 0;
		};
		limiter.settle("key", charged.decision, cost);
		charged.refunded = true;
		String operation = ((cost > charged.permits) ? "debt" : "refund") + (past + 1);
		record(operation, cost, null, 0, (terms) -> terms.settled(cost - charged.permits));
	}

	/**
	 * Another rate for a limit. A window's count is cut to what its plan grants in memory
	 * and not in Redis, so windows only grow here; and a look begins a change in memory
	 * and not in Redis, so a call comes first.
	 */
	private void change(StoreLimiter limiter) {
		int i = this.random.nextInt(this.limits.size());
		Limit limit = this.limits.get(i);
		Limit next = limit.withRate(this.rates.get(this.random.nextInt(this.rates.size())));
		if (limit.algorithm() == Algorithm.LEAKY_BUCKET) {
			this.steps.forEach((step) -> step.refunded = true);
		}
		else if (limit.algorithm() != Algorithm.TOKEN_BUCKET) {
			long permits = limit.rate().permits() + this.random.nextInt(3);
			next = limit.withRate(Rate.of(permits, limit.rate().period()));
		}
		this.limits.set(i, next);
		this.terms.set(i, LimitArguments.of("test", next));
		this.now += KeyLimits.RESOLVE_NANOS + this.random.nextInt(3) * 1_000;
		record("", 1, limiter.tryAcquire("key", 1));
	}

	/** To the nanosecond a turn may begin earlier within a microsecond. */
	private boolean waitsAreWhole() {
		return this.terms.size() == 1 && this.terms.stream()
			.allMatch((terms) -> terms.queues
					&& terms.limit.rate().periodNanos() % (1_000 * terms.limit.rate().permits()) == 0);
	}

	private void record(String operation, long permits, LimitDecision decision) {
		record(operation, permits, decision, 0);
	}

	private void record(String operation, long permits, LimitDecision decision, long waitNanos) {
		record(operation, permits, decision, waitNanos, (terms) -> permits);
	}

	private void record(String operation, long permits, LimitDecision decision, long waitNanos,
			ToLongFunction<LimitArguments> amount) {
		this.arguments.add(text(String.valueOf(this.now / 1_000)));
		this.terms.forEach((terms) -> {
			if (terms.window != null) {
				terms.window.show(this.now / 1_000);
			}
			long spent = amount.applyAsLong(terms);
			this.arguments.add(block(this.limits) ? terms.blockingCall(spent, waitNanos, waitNanos)
					: terms.call(spent, waitNanos));
		});
		this.arguments.add(text(operation));
		this.steps.add(new Step(operation, this.now, permits, decision));
	}

	private void compare() {
		byte[][] keys = Stream.of("", ":block")
			.limit(block(this.limits) ? 2 : 1)
			.flatMap((end) -> this.limits.stream()
				.map((limit) -> text(Redis.prefix() + "{" + this.seed + "}" + limit.name() + end)))
			.toArray(byte[][]::new);
		Reply replies;
		try {
			replies = new Reply(Redis.runner()
				.run(this.script, keys, this.arguments.toArray(byte[][]::new))
				.get(30, TimeUnit.SECONDS));
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		for (int i = 0; i < this.steps.size(); i++) {
			Step step = this.steps.get(i);
			String lua = (step.decision != null) ? lua(replies, i * this.limits.size()) : "";
			String java = (step.decision != null) ? java(step.decision) : "";
			if (!lua.equals(java)) {
				throw new AssertionError("%s seed %d step %d after%n%s%n%nJava %s%nLua  %s".formatted(this.limits,
						this.seed, i, this.steps.subList(Math.max(0, i - 8), i + 1), java, lua));
			}
		}
	}

	private String lua(Reply replies, int from) {
		StringBuilder text = new StringBuilder();
		for (int i = from; i < from + this.limits.size(); i++) {
			boolean charged = replies.charged(i);
			text.append("outcome %s, remaining %s, retry %s, reset %s; ".formatted(replies.outcome(i),
					replies.number(i, Reply.REMAINING), charged ? 0 : replies.number(i, Reply.WAIT),
					replies.number(i, Reply.RESET)));
		}
		return text.toString();
	}

	private static String java(LimitDecision decision) {
		StringBuilder text = new StringBuilder();
		for (LimitDecision part : decision.all()) {
			int refusal = part.blockedBefore() ? Reply.BLOCKED : part.blocked() ? Reply.BLOCKS : 0;
			text.append("outcome %s, remaining %s, retry %s, reset %s; ".formatted((part.permits() > 0) ? 1 : refusal,
					part.remaining(), micros(part.retryAfterNanos()), micros(part.resetAfter().toNanos())));
		}
		return text.toString();
	}

	private static long micros(long nanos) {
		return nanos / 1_000 + ((nanos % 1_000 > 0) ? 1 : 0);
	}

	private long cost() {
		long quota = this.limits.stream().mapToLong(Limit::quota).min().orElseThrow();
		return switch (this.random.nextInt(10)) {
			case 0 -> quota;
			case 1 -> this.random.nextLong(quota) + 1;
			case 2, 3 -> Math.min(quota, 1 + this.random.nextInt(5));
			case 4 -> Math.max(1, Math.min(quota, last((decision) -> decision.remaining() + this.random.nextInt(2))));
			default -> 1;
		};
	}

	private long last(ToLongFunction<LimitDecision> property) {
		for (int i = this.steps.size() - 1; i >= 0; i--) {
			if (this.steps.get(i).decision != null) {
				return property.applyAsLong(this.steps.get(i).decision);
			}
		}
		return 1_000;
	}

	private long jump() {
		Limit limit = this.limits.get(this.random.nextInt(this.limits.size()));
		long period = limit.rate().periodNanos();
		long nextWindow = period - this.now % period;
		long jump = switch (this.random.nextInt(40)) {
			case 0, 1, 2 -> last(LimitDecision::retryAfterNanos);
			case 3 -> last(LimitDecision::retryAfterNanos) - 1_000;
			case 4 -> last((decision) -> decision.resetAfter().toNanos());
			case 5 -> last((decision) -> decision.resetAfter().toNanos()) - 1_000;
			case 6 -> nextWindow;
			case 7 -> nextWindow - 1_000;
			case 8 -> period;
			case 9 -> period - 1_000;
			case 10, 11 -> this.random.nextLong(2 * period);
			case 12, 13, 14, 15, 16 -> this.random.nextLong(2 * (period / limit.rate().permits()) + 1);
			case 17 -> this.random.nextLong(10_000);
			case 18 -> (this.random.nextInt(50) == 0) ? this.random.nextLong(YEAR) : 1_000;
			default -> 0;
		};
		boolean low = this.limits.stream().anyMatch((each) -> each.initialPermits() < each.quota());
		long most = low ? Duration.ofHours(1).toNanos() : Long.MAX_VALUE;
		long micros = Math.min(micros(Math.max(0, jump)) * 1_000, most);
		return (micros <= LATEST - this.now) ? micros : 0;
	}

	private static byte[] text(String value) {
		return value.getBytes(StandardCharsets.US_ASCII);
	}

	private static final class Step {

		private final String operation;

		private final long now;

		private final long permits;

		private final LimitDecision decision;

		private boolean refunded;

		private Step(String operation, long now, long permits, LimitDecision decision) {
			this.operation = operation;
			this.now = now;
			this.permits = permits;
			this.decision = decision;
			this.refunded = decision == null || decision.permits() == 0;
		}

		@Override
		public String toString() {
			return "%n%d us: %s %d -> %s".formatted(this.now / 1_000, this.operation, this.permits, this.decision);
		}

	}

}
