package dev.ratelimit.internal.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.LimitDecision;

/**
 * Calls of one key, for the scripts to decide in one batch as the local store did.
 */
final class LuaBatch {

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

	private final List<Limit> limits;

	private final Script script;

	private final int seed;

	private final List<byte[]> arguments = new ArrayList<>();

	private final List<LuaStep> steps = new ArrayList<>();

	LuaBatch(List<Limit> limits, Script script, int seed) {
		this.limits = limits;
		this.script = script;
		this.seed = seed;
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

	/**
	 * Adds a call.
	 * @param step the call, and what the local store decided
	 * @param terms of the limits at that time
	 * @param waitNanos how long it may wait
	 * @param amount how many permits it moves under a limit
	 */
	void add(LuaStep step, List<LimitArguments> terms, long waitNanos, ToLongFunction<LimitArguments> amount) {
		long micros = step.now / 1_000;
		this.arguments.add(text(String.valueOf(micros)));
		terms.forEach((limit) -> {
			if (limit.window != null) {
				limit.window.show(micros);
			}
			long moved = amount.applyAsLong(limit);
			this.arguments.add(block(this.limits) ? limit.blockingCall(moved, waitNanos, waitNanos)
					: limit.call(moved, waitNanos));
		});
		this.arguments.add(text(step.operation));
		this.steps.add(step);
	}

	/** The calls so far. */
	List<LuaStep> steps() {
		return this.steps;
	}

	/** Has Redis decide, and fails where it decides otherwise. */
	void compare() {
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
			LuaStep step = this.steps.get(i);
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

	static long micros(long nanos) {
		return nanos / 1_000 + ((nanos % 1_000 > 0) ? 1 : 0);
	}

	private static byte[] text(String value) {
		return value.getBytes(StandardCharsets.US_ASCII);
	}

}
